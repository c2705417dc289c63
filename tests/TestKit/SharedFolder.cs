namespace DepthCompress.TestKit;

/// <summary>
/// The folders of models, golden cases and data sets that are too large, or not ours, to lie in the repository. Each is named by an
/// environment variable, or else lies in a folder <c>shared</c> beside the repository.
/// </summary>
public static class SharedFolder
{
    private static readonly string? Root = FindRoot();

    /// <summary>The folders of models; several may be given, separated like those of PATH.</summary>
    public static ImmutableArray<string> Models { get; } = FindAll("DEPTHCOMPRESS_MODELS", Path.Combine("data", "models"));

    /// <summary>The folder of golden solver and merge cases, or null.</summary>
    public static string? Golden { get; } = FindAll("DEPTHCOMPRESS_GOLDEN", "golden").FirstOrDefault();

    /// <summary>The folder of data sets, or null.</summary>
    public static string? Data { get; } = FindAll("DEPTHCOMPRESS_DATA", "data").FirstOrDefault();

    /// <summary>The test data of the ONNX standard, where the Debian package libonnx-testdata puts it, or null.</summary>
    public static string? Conformance { get; } =
        Environment.GetEnvironmentVariable("DEPTHCOMPRESS_CONFORMANCE") is { Length: > 0 } named ? Existing(named) : Existing("/usr/share/libonnx-testdata/data");

    /// <summary>The path of a golden file. Tests that read it are marked with <see cref="Need.Golden"/>.</summary>
    public static string GoldenFile(string name) => Require(Golden, "DEPTHCOMPRESS_GOLDEN", name);

    /// <summary>The path of something among the data sets. Tests that read it are marked with <see cref="Need.Data"/>.</summary>
    public static string DataFile(string name) => Require(Data, "DEPTHCOMPRESS_DATA", name);

    /// <summary>Every <c>*.onnx</c> in the folders of models and below, in a stable order.</summary>
    public static ImmutableArray<string> ModelFiles() =>
    [
        .. Models.SelectMany(folder => Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories)).Order(StringComparer.Ordinal),
    ];

    /// <summary>The model file of that name. Tests that read it are marked with <see cref="Need.Models"/>.</summary>
    /// <exception cref="FileNotFoundException">No folder of models holds it.</exception>
    public static string Model(string name) =>
        ModelFiles().FirstOrDefault(file => Path.GetFileName(file) == name)
            ?? throw new FileNotFoundException($"no {name} in DEPTHCOMPRESS_MODELS or ../shared/data/models");

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;

    private static string Require(string? folder, string variable, string name) =>
        Path.Combine(folder ?? throw new DirectoryNotFoundException($"{variable} names no folder"), name);

    private static ImmutableArray<string> FindAll(string variable, string folder)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return [.. named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists).Select(Path.GetFullPath)];
        }

        return Root is not null && Path.Combine(Root, folder) is var path && Directory.Exists(path) ? [path] : [];
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "golden")) || Directory.Exists(Path.Combine(shared, "data")))
            {
                return shared;
            }
        }

        return null;
    }
}
