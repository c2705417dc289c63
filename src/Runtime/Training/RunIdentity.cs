using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Training;

/// <summary>What decides the result of a run, each part as a digest: a checkpoint of another run is of no use to this one.</summary>
internal sealed record RunIdentity(string Network, string Recipe, string Data, string Teacher, string Validation)
{
    /// <summary>The gates; empty where there are none.</summary>
    public string Gates { get; init; } = "";

    /// <summary>The groups; empty where there are none.</summary>
    public string Groups { get; init; } = "";

    /// <summary>The factors; empty where there are none.</summary>
    public string Factors { get; init; } = "";

    /// <summary>The masks; empty where there are none.</summary>
    public string Masks { get; init; } = "";

    private static readonly JsonSerializerOptions WithTuples = new() { IncludeFields = true };

    public static RunIdentity Of(Graph graph, TrainingRequest request) => new(
        Digest(hash => Add(hash, graph)),
        Digest(hash => Add(hash, Describe(request.Recipe))),
        Digest(hash => Add(hash, string.Create(CultureInfo.InvariantCulture, $"{request.Data.Count} of {request.Data.Name}"))),
        Digest(hash => Add(hash, request.Teacher)),
        Digest(hash => Add(hash, $"{request.Metric?.Name} on {request.Validation?.Name}")))
    {
        Gates = request.Gates is { } gates ? Digest(hash => Add(hash, graph, gates)) : "",
        Groups = request.Groups is { } groups ? Digest(hash => Add(hash, graph, groups)) : "",
        Factors = request.Factors is { } factors ? Digest(hash => Add(hash, graph, factors)) : "",
        Masks = request.Masks.Count > 0 ? Digest(hash => Add(hash, graph, request.Masks)) : "",
    };

    /// <summary>The parts in which two runs differ, in words; empty for the same run.</summary>
    public string DifferenceFrom(RunIdentity other) => string.Join(", ", new[]
    {
        (Network == other.Network, "the network or its weights"),
        (Recipe == other.Recipe, "the recipe"),
        (Data == other.Data, "the data"),
        (Teacher == other.Teacher, "the teacher"),
        (Validation == other.Validation, "the validation"),
        (Gates == other.Gates, "the gates"),
        (Groups == other.Groups, "the groups"),
        (Factors == other.Factors, "the factors"),
        (Masks == other.Masks, "the masks"),
    }.Where(part => !part.Item1).Select(part => part.Item2));

    /// <summary>All of the recipe but what says where and how often, not what.</summary>
    private static string Describe(TrainingRecipe recipe)
    {
        var relevant = recipe with { Threads = 0, Device = TrainingDevice.Auto, CheckpointEvery = 1 };
        return $"{JsonSerializer.Serialize(relevant, WithTuples)} {recipe.Optimizer.GetType().Name} "
            + JsonSerializer.Serialize<object>(recipe.Optimizer);
    }

    private static void Add(IncrementalHash hash, Graph graph, ActivationGates gates)
    {
        Add(hash, string.Create(CultureInfo.InvariantCulture,
            $"{gates.Keep} {gates.LatencyWeight:R} {gates.ProtectsExpensive} {gates.Projects} {gates.Decays} {gates.RateFactor:R} {gates.FrozenPart:R}"));
        foreach (var unit in gates.Units)
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{unit.Name} {unit.Saving:R} {unit.GradientScale:R}"));
            Add(hash, string.Join(' ', unit.Sites.Select(site => $"{graph.NameOf(site.Linear)}={graph.NameOf(site.Output)}")));
        }
    }

    private static void Add(IncrementalHash hash, Graph graph, GroupLearning groups)
    {
        Add(hash, string.Create(CultureInfo.InvariantCulture,
            $"{groups.Groups} {groups.Strength:R} {groups.Temperature:R} {groups.LogitRate:R} {groups.UpdateEvery} {groups.FrozenPart:R} "));
        Add(hash, $"{groups.AsReleased}");
        foreach (var layer in groups.Layers)
        {
            var norm = layer.Norm is null ? "" : string.Create(CultureInfo.InvariantCulture,
                $" {graph.NameOf(layer.Norm.Scale)} {graph.NameOf(layer.Norm.Variance)} {layer.Norm.Epsilon:R}");
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{graph.NameOf(layer.Weight)} {layer.Scale:R}{norm}"));
            Add(hash, string.Join(' ', layer.First));
        }
    }

    private static void Add(IncrementalHash hash, Graph graph, FactorLearning factors)
    {
        Add(hash, string.Create(CultureInfo.InvariantCulture,
            $"{factors.Tradeoff:R} {factors.FirstPenalty:R} {factors.LastPenalty:R} {factors.Growth:R} {factors.Rate:R}"));
        foreach (var factor in factors.Factors)
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{graph.NameOf(factor.Factor)} {factor.Keep}"));
        }
    }

    private static void Add(IncrementalHash hash, Graph graph, IReadOnlyDictionary<Value, Tensor> masks)
    {
        foreach (var (name, mask) in masks.Select(pair => (graph.NameOf(pair.Key), pair.Value)).OrderBy(pair => pair.Item1, StringComparer.Ordinal))
        {
            Add(hash, $"{name} {mask.Type}");
            hash.AppendData(mask.Bytes.Span);
        }
    }

    private static void Add(IncrementalHash hash, Distillation? teacher)
    {
        if (teacher is null)
        {
            return;
        }

        Add(hash, teacher.Teacher);
        Add(hash, string.Create(
            CultureInfo.InvariantCulture,
            $"{teacher.Weight:R} {teacher.Temperature:R} {teacher.Regression} {teacher.FeatureWeight:R} "));
        Add(hash, string.Join(' ', teacher.Features.Select(pair => $"{pair.Student.Hint}={pair.Teacher.Hint}")));
    }

    private static void Add(IncrementalHash hash, Graph graph)
    {
        Add(hash, GraphPrinter.Print(graph));
        foreach (var (value, tensor) in graph.Initializers)
        {
            Add(hash, $"{graph.NameOf(value)} {tensor.Type}");
            hash.AppendData(tensor.Bytes.Span);
        }
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private static string Digest(Action<IncrementalHash> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        add(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
