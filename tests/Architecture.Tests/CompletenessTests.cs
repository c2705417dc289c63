using System.Globalization;
using System.Text.RegularExpressions;
using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Runtime.Torch;

namespace DepthCompress.Architecture.Tests;

/// <summary>
/// Nothing that a catalog should list is missing from it, and nothing listed is half finished. That operators have examples and passes have
/// goldens is said beside those.
/// </summary>
public sealed partial class CompletenessTests
{
    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "src");

    public static TheoryData<string> Codes => [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Code)];

    [Fact]
    public void EveryOperatorClassIsReadByTheCatalog()
    {
        var classes = typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && type != typeof(Opaque));

        Assert.Equal(
            classes.SelectMany(TypesOf).Order(StringComparer.Ordinal),
            OperatorCatalog.All.Select(entry => entry.Type).Order(StringComparer.Ordinal));
    }

    /// <summary>Constants become parameters instead.</summary>
    [Fact]
    public void EveryOperatorIsLoweredOrSaysWhyNot()
    {
        var lowered = OperatorExamples.All.ToLookup(example => example.Op.OpType, example => TorchLowering.Of(example.Graph, example.Node).Problem);
        var refused = OperatorCatalog.All.Where(entry => lowered[entry.Type].All(problem => problem is not null));

        Assert.Equal(["Constant"], refused.Select(entry => entry.Type));
        Assert.DoesNotContain(TorchLowering.NoArm, lowered.SelectMany(group => group));
    }

    [Fact]
    public void EveryPassIsInTheCatalog()
    {
        var classes = typeof(Pass).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Pass)) && !type.IsAbstract);
        var made = PassCatalog.All.Select(entry => entry.Make(new Dictionary<string, string>()).GetType());

        Assert.Equal(classes.Select(type => type.Name).Order(StringComparer.Ordinal), made.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NamedPipelinesAreExactAndOfCatalogedPasses()
    {
        Assert.Equal(["normalize", "optimize"], PassCatalog.Named.Select(entry => entry.Name));
        foreach (var pass in PassCatalog.Named.SelectMany(entry => entry.Passes))
        {
            Assert.Equal(Exactness.Exact, pass.Exactness);
            Assert.Contains(PassCatalog.All, entry => entry.Name == pass.Name);
        }
    }

    [Fact]
    public void NoDiagnosticCodeIsUsedTwice() =>
        Assert.Empty(DiagnosticCatalog.All.GroupBy(descriptor => descriptor.Code).Where(group => group.Count() > 1).Select(group => group.Key));

    [Theory]
    [InlineData(1, "Model", "Text", "Hostile")]
    [InlineData(2, "Configuration", "Data", "Tables", "Lowering", "FineTuning", "Comparison", "Narrowing", "Recipes", "BuildItems", "Gates", "Reports", "Shards", "Bundles")]
    [InlineData(3, "Planning", "Plans", "Exchange", "Importance", "Shrinking", "Devices", "Width", "Factors")]
    [InlineData(4, "Environment", "Builds", "Isolation", "Clusters", "Workers")]
    [InlineData(5, "Verification", "Reduction", "Provenance", "Scale")]
    [InlineData(9, "Internal")]
    public void CodesStandInTheFilesOfTheirThousand(int thousand, params string[] files)
    {
        var wanted = DiagnosticCatalog.All.Select(descriptor => descriptor.Code).Where(code => code[2] - '0' == thousand);
        var found = files.Select(CatalogFile).Where(File.Exists).SelectMany(file => CodeLiteral().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);

        Assert.Equal(wanted, found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void ADiagnosticSaysWhatIsWrongAndHowToMendIt(string code)
    {
        var descriptor = DiagnosticCatalog.All.First(entry => entry.Code == code);

        Assert.Matches("^DC[123459][0-9]{3}$", code);
        Assert.False(string.IsNullOrWhiteSpace(descriptor.Remedy));
        Assert.True(descriptor.Severity is Severity.Info || descriptor.Remedy != "nothing", $"{code} is no mere information and says no remedy");
        Assert.All([descriptor.Format, descriptor.Remedy], text => Assert.DoesNotMatch(@"[.!\s]$|\n", text));
        var holes = Hole().Matches(descriptor.Format).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, holes.Count()), holes);
    }

    [Fact]
    public void EveryDiagnosticIsReportedSomewhere()
    {
        var catalog = Path.Combine(Source, "GraphIR", "Diagnostics") + Path.DirectorySeparatorChar + "DiagnosticCatalog.";
        var reported = SourceFiles.Under(Source).Where(file => !file.StartsWith(catalog, StringComparison.Ordinal))
            .SelectMany(file => Mention().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var declared = typeof(DiagnosticCatalog).GetProperties().Where(property => property.PropertyType == typeof(DiagnosticDescriptor));

        var inTargets = Directory.EnumerateFiles(Path.Combine(Source, "MSBuild", "build"), "*.targets").SelectMany(file =>
            CodeAttribute().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(declared, property =>
            !reported.Contains(property.Name) && !inTargets.Contains(((DiagnosticDescriptor)property.GetValue(null)!).Code));
    }

    /// <summary>The ONNX operator types of a class: its own, or those of a family of functions.</summary>
    private static IEnumerable<string> TypesOf(Type operators) =>
        operators.GetProperty("Functions") is { } functions
            ? (ImmutableArray<string>)functions.GetValue(null)!
            : [(string)operators.GetProperty("Type")!.GetValue(null)!];

    private static string CatalogFile(string name) => Path.Combine(Source, "GraphIR", "Diagnostics", $"DiagnosticCatalog.{name}.cs");

    [GeneratedRegex("\"(DC[0-9]{4})\"")]
    private static partial Regex CodeLiteral();

    [GeneratedRegex("Code=\"(DC[0-9]{4})\"")]
    private static partial Regex CodeAttribute();

    [GeneratedRegex(@"\{([0-9]+)[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"DiagnosticCatalog\.(\w+)")]
    private static partial Regex Mention();
}
