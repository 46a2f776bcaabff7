using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace NodePipe.Tests.Api;

/// <summary>What an assembly offers, as text: a line a type, and below it a line a member.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        // What the compiler keeps of extension blocks has names that nobody can write.
        IEnumerable<Type> types = assembly.GetExportedTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal));
        foreach (Type type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Describe(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(Type type)
    {
        IEnumerable<string> bases = new[] { type.BaseType }.Where(parent =>
                parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            .Concat(OwnInterfaces(type)).Select(parent => TypeNames.Of(parent!)).Order(StringComparer.Ordinal);
        string name = $"{type.Namespace}.{(type.DeclaringType is Type outer ? $"{outer.Name}." : "")}{TypeNames.Of(type)}";
        string list = string.Join(", ", bases);
        return $"{Kind(type)} {name}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    private static IEnumerable<Type> OwnInterfaces(Type type)
    {
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        return type.IsEnum ? [] : type.GetInterfaces().Except(inherited).Where(part => !part.Name.StartsWith("IEquatable", StringComparison.Ordinal));
    }

    private static string Kind(Type type)
    {
        bool isRecord = type.GetMethod("PrintMembers", Declared) is not null;
        string modifier = type.IsInterface || type.IsValueType || IsDelegate(type) ? ""
            : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed " : "";
        return type.IsEnum ? "enum" : type.IsInterface ? "interface" : IsDelegate(type) ? "delegate"
            : $"{modifier}{(isRecord ? "record " : "")}{(type.IsValueType ? "struct" : "class")}";
    }

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name =>
                $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        if (IsDelegate(type))
        {
            return [Describe(type.GetMethod("Invoke")!)];
        }

        return type.GetMembers(Declared)
            .Where(member => member.GetCustomAttribute<CompilerGeneratedAttribute>() is null && IsVisible(member))
            .Select(Describe).OfType<string>();
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        EventInfo handler => IsVisible(handler.AddMethod!),
        _ => false,
    };

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})",
        MethodInfo { IsSpecialName: true, Name: not ("op_Implicit" or "op_Explicit") } => null,
        MethodInfo method => Describe(method),
        PropertyInfo property => Describe(property),
        FieldInfo { IsLiteral: true } field => $"const {TypeNames.Of(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{TypeNames.Of(new NullabilityInfoContext().Create(field))} {field.Name}",
        EventInfo handler => $"event {TypeNames.Of(new NullabilityInfoContext().Create(handler))} {handler.Name}",
        _ => null,
    };

    private static string Describe(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        string returned = TypeNames.Of(new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Access(method)}{Modifier(method)}{returned} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Describe(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsVisible)];
        string required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        string names = string.Join(" ", accessors.Select(accessor => accessor.ReturnType != typeof(void) ? "get;"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;"));
        string type = TypeNames.Of(new NullabilityInfoContext().Create(property));
        return $"{Access(accessors[0])}{Modifier(accessors[0])}{required}{type} {property.Name} {{ {names} }}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method) => method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface || !method.IsVirtual ? ""
        : method.GetBaseDefinition() != method ? "override "
        : method.IsAbstract ? "abstract "
        : method.IsFinal ? "" : "virtual ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        string prefix = parameter.GetCustomAttribute<ParamArrayAttribute>() is not null ? "params " : "";
        string fallback = !parameter.HasDefaultValue ? ""
            : parameter.DefaultValue is null ? " = default"
            : string.Create(CultureInfo.InvariantCulture, $" = {parameter.DefaultValue}");
        return $"{prefix}{TypeNames.Of(new NullabilityInfoContext().Create(parameter))} {parameter.Name}{fallback}";
    }));
}
