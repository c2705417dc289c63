using Samples;

using var embedded = EmbeddedModel.Open();
Console.WriteLine($"embedded: {embedded.Length} bytes");
foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models")).Order())
{
    Console.WriteLine($"{Path.GetFileName(file)}: {new FileInfo(file).Length} bytes");
}
