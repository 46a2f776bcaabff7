using NodePipe;

await using NodeProcess node = await NodeProcess.StartAsync("render.mjs");
node.Handle("price", (string product) => product.Length * 1.5);

object props = new { Title = "Products", Products = new[] { "Apples", "Pears & plums" } };
string html = await node.InvokeAsync<string>("render", [props]);
Console.WriteLine(html);
