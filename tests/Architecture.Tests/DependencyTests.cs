using System.Reflection;
using System.Xml.Linq;

namespace DepthCompress.Architecture.Tests;

/// <summary>Who may know whom, from the project files and from the public surface of the built assemblies.</summary>
public sealed class DependencyTests
{
    private static readonly ImmutableSortedDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Onnx.Protobuf"] = [],
        ["OnnxRuntime"] = [],
        ["TorchSharp"] = [],
        ["GraphIR"] = ["Onnx.Protobuf"],
        ["Passes"] = ["GraphIR"],
        ["Runtime"] = ["GraphIR", "OnnxRuntime", "TorchSharp"],
        ["Report"] = ["GraphIR", "Passes"],
        ["MSBuild"] = [],
        ["Library"] = ["GraphIR", "Passes", "Report", "Runtime"],
        ["Training"] = ["GraphIR", "Library", "Passes", "Report", "Runtime"],
        ["Tool"] = ["GraphIR", "Library", "Passes", "Report", "Runtime"],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void EveryProjectHasItsLine() => Assert.Equal(
        Allowed.Keys,
        Directory.EnumerateDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectReferencesWhatItMayKnow(string project) =>
        Assert.Equal(Allowed[project], References(project).Where(item => item.Name == "ProjectReference").Select(NameOf).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("GraphIR", "Onnx.Protobuf")]
    [InlineData("Runtime", "OnnxRuntime")]
    [InlineData("Runtime", "TorchSharp")]
    [InlineData("Runtime", "Microsoft.Data.Sqlite")]
    public void WhatIsForeignDoesNotReachTheReferrers(string project, string reference) =>
        Assert.Equal("compile", (string?)Assert.Single(References(project), item => NameOf(item) == reference).Attribute("PrivateAssets"));

    [Theory]
    [InlineData("Spectre.Console")]
    [InlineData("System.CommandLine")]
    public void TheConsoleStaysInTheTool(string package) =>
        Assert.Equal(["Tool"], Allowed.Keys.Where(project => References(project).Any(item => NameOf(item) == package)));

    [Theory]
    [InlineData("GraphIR", "Onnx", "using Onnx;", "Google.Protobuf")]
    [InlineData("Runtime", "Ort", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime")]
    [InlineData("Runtime", "Tables", "Microsoft.Data.Sqlite", "Microsoft.Data.Sqlite")]
    [InlineData("Runtime", "Torch,Training", "using TorchSharp", "TorchSharp.torch")]
    public void AForeignNamespaceIsNamedInItsFolders(string project, string folders, string first, string second)
    {
        var root = Path.Combine(RepositoryRoot.Path, "src", project);
        var elsewhere =
            from file in SourceFiles.Under(root)
            where !folders.Split(',').Any(folder => file.StartsWith(Path.Combine(root, folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            let text = File.ReadAllText(file)
            where text.Contains(first, StringComparison.Ordinal) || text.Contains(second, StringComparison.Ordinal)
            select Path.GetRelativePath(RepositoryRoot.Path, file);

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void TheSolverKnowsNoGraph()
    {
        var naming =
            from file in SourceFiles.Under(Path.Combine(RepositoryRoot.Path, "src", "Passes", "Planning", "Solving"))
            where File.ReadAllText(file).Contains("DepthCompress.GraphIR", StringComparison.Ordinal)
            select Path.GetRelativePath(RepositoryRoot.Path, file);

        Assert.Empty(naming);
    }

    [Theory]
    [InlineData("DepthCompress.GraphIR")]
    [InlineData("DepthCompress.Passes")]
    [InlineData("DepthCompress.Runtime")]
    [InlineData("DepthCompress.Report")]
    [InlineData("DepthCompress.Library")]
    [InlineData("DepthCompress.Training")]
    public void NoForeignTypeStandsInAPublicSignature(string assembly)
    {
        string[] ours = ["DepthCompress.", "System", "netstandard"];
        var foreign =
            from type in Assembly.Load(assembly).GetExportedTypes()
            from named in PublicSurface.TypesNamedBy(type)
            let home = named.Assembly.GetName().Name!
            where !ours.Any(prefix => home.StartsWith(prefix, StringComparison.Ordinal))
            select $"{type}: {named}";

        Assert.Empty(foreign.Distinct());
    }

    private static IEnumerable<XElement> References(string project) =>
        XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", project, $"{project}.csproj")).Descendants("ItemGroup").Elements()
            .Where(item => item.Name == "ProjectReference" || item.Name == "PackageReference");

    private static string NameOf(XElement reference)
    {
        var name = (string)reference.Attribute("Include")!;
        return name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name;
    }
}
