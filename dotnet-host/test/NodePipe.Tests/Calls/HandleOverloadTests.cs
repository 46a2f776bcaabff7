using System.Reflection;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class HandleOverloadTests
{
    private static readonly INodeModule Module = DispatchProxy.Create<INodeModule, Recorder>();

    private delegate int OwnDelegate(int value);

    [Fact]
    public void A_lambda_with_types_goes_to_the_form_of_its_parameters_and_result()
    {
        int count = 0;
        AssertTyped<Action>(Module.Handle("f", () => { }));
        AssertTyped<Action<int>>(Module.Handle("f", (int v) => { }));
        AssertTyped<Action<int, HandlerContext>>(Module.Handle("f", (int v, HandlerContext c) => c.Progress(v)));
        AssertTyped<Func<int>>(Module.Handle("f", () => 1));
        AssertTyped<Func<int>>(Module.Handle("f", () => count++));
        AssertTyped<Func<string, int>>(Module.Handle("f", (string text) => text.Length));
        AssertTyped<Func<int, string?>>(Module.Handle("f", (int v) => v > 0 ? "more" : null));
        AssertTyped<Func<int, CancellationToken, int>>(Module.Handle("f", (int v, CancellationToken _) => v));
        AssertTyped<Func<int, string, bool, object, HandlerContext, int>>(
            Module.Handle("f", (int a, string b, bool c, object d, HandlerContext e) => a));
        AssertTyped<Func<IAsyncEnumerable<int>>>(Module.Handle("f", () => AsyncEnumerable.Range(1, 3)));
        AssertTyped<Func<int>>(Module.Handle("f", int () => throw new InvalidOperationException()));
        AssertTyped<Func<int, int>>(Module.Handle<int, int>("f", v => 2 * v));
    }

    [Fact]
    public void An_async_lambda_and_one_that_returns_a_task_go_to_the_form_with_a_Task()
    {
        AssertTyped<Func<Task>>(Module.Handle("f", async () => { await Task.Yield(); }));
        AssertTyped<Func<Task<int>>>(Module.Handle("f", async () => await Task.FromResult(1)));
        AssertTyped<Func<int, Task>>(Module.Handle("f", async (int v) => { await Task.Yield(); }));
        AssertTyped<Func<int, Task<int>>>(Module.Handle("f", async (int v) => await Task.FromResult(v)));
        AssertTyped<Func<Task>>(Module.Handle("f", () => Task.CompletedTask));
        AssertTyped<Func<int, Task<int>>>(Module.Handle("f", (int v) => Task.FromResult(v)));
        AssertTyped<Func<int, int, int, int, CancellationToken, Task<int>>>(
            Module.Handle("f", async (int a, int b, int c, int d, CancellationToken e) => await Task.FromResult(a)));
        AssertTyped<Func<Task>>(Module.Handle("f", () => throw new InvalidOperationException()));
        AssertTyped<Func<Task>>(Module.Handle("f", () => null!));
    }

    [Fact]
    public void A_lambda_that_returns_a_value_task_goes_to_the_form_with_a_ValueTask()
    {
        AssertTyped<Func<ValueTask>>(Module.Handle("f", () => ValueTask.CompletedTask));
        AssertTyped<Func<ValueTask<int>>>(Module.Handle("f", () => ValueTask.FromResult(1)));
        AssertTyped<Func<int, ValueTask>>(Module.Handle("f", (int _) => ValueTask.CompletedTask));
        AssertTyped<Func<int, ValueTask<int>>>(Module.Handle("f", (int v) => ValueTask.FromResult(v)));
        AssertTyped<Func<ValueTask<int>>>(Module.Handle("f", async ValueTask<int> () => await ValueTask.FromResult(1)));
    }

    [Fact]
    public void A_delegate_of_a_known_type_goes_to_its_form()
    {
        Func<int, Task<int>> later = Task.FromResult;
        Action nothing = () => { };
        AssertTyped<Func<int, Task<int>>>(Module.Handle("f", later));
        AssertTyped<Action>(Module.Handle("f", nothing));
        AssertTyped<Func<int>>(Module.Handle("f", new Func<int>(Five)));
        AssertTyped<Func<int, int>>(Module.Handle<int, int>("f", Twice));
    }

    [Fact]
    public void What_the_typed_forms_do_not_take_goes_to_the_form_with_a_Delegate()
    {
        Delegate any = Twice;
        AssertReflected(Module.Handle("f", any));
        AssertReflected(Module.Handle("f", Twice));
        AssertReflected(Module.Handle("f", new TaskCompletionSource<int>().SetResult));
        AssertReflected(Module.Handle("f", new OwnDelegate(Twice)));
        AssertReflected(Module.Handle("f", (Delegate)((int a = 1) => a)));
        AssertReflected(Module.Handle("f", (int a, int b, int c, int d, int e, int f) => a));
        AssertReflected(Module.Handle("f", (ref int a) => a));
        AssertReflected(Module.Handle("f", (Span<int> a) => a.Length));
    }

    [Fact]
    public void A_method_without_parameters_by_its_name_alone_goes_to_its_form()
    {
        AssertTyped<Func<int>>(Module.Handle("f", Five));
        AssertTyped<Action>(Module.Handle("f", Nothing));
    }

    [Fact]
    public void A_fake_can_call_the_function_that_it_was_handed()
    {
        FunctionHandler handler = HandlerOf(Module.Handle("f", (int v) => 2 * v));
        Assert.Equal(42, ((Func<int, int>)handler.Function)(21));
    }

    private static int Five() => 5;

    private static int Twice(int value) => 2 * value;

    private static void Nothing()
    {
    }

    private static void AssertTyped<TDelegate>(IDisposable registration)
    {
        FunctionHandler handler = HandlerOf(registration);
        Assert.IsType<TDelegate>(handler.Function);
        Assert.True(handler.IsTyped, $"{typeof(TDelegate)} went to the form with a Delegate.");
    }

    private static void AssertReflected(IDisposable registration) => Assert.False(HandlerOf(registration).IsTyped);

    private static FunctionHandler HandlerOf(IDisposable registration) => ((Registration)registration).Handler;

    /// <summary>A module that gives back what it was handed.</summary>
    public class Recorder : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => new Registration((FunctionHandler)args![1]!);
    }

    private sealed record Registration(FunctionHandler Handler) : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
