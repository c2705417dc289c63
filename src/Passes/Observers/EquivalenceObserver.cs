using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// Runs the graphs before and after every exact pass on the same inputs and compares every value that both compute. The first one, in the
/// order of computation, whose error exceeds what the original's own rounding explains stops the pipeline.
/// </summary>
/// <param name="calibration">Inputs besides the random ones, one tensor per graph input each.</param>
public sealed class EquivalenceObserver(ImmutableArray<ImmutableArray<Tensor>> calibration = default) : IPassObserver
{
    /// <summary>The random inputs.</summary>
    public RandomInputs Random { get; init; } = new() { Batch = 2 };

    /// <summary>Where the smallest network around a wrong value is left, before and after the pass; null: nowhere.</summary>
    public string? ReproducerFolder { get; init; }

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">A value is wrong; the diagnostic names it.</exception>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (ReferenceEquals(before, after) || pass.Exactness is not Exactness.Exact || context.Executor is not { } executor)
        {
            return;
        }

        var values = Shared(before, after);
        var inputs = calibration.IsDefault ? [Random.For(before)] : calibration.Insert(0, Random.For(before));
        var report = new EquivalenceCheck(executor) { Cancellation = context.Cancellation }.Compare(before, after, values, inputs);
        if (report.Outputs.FirstOrDefault(value => !value.IsEqual) is { } wrong)
        {
            WriteReproducer(pass, before, after, values, report);
            throw DiagnosticCatalog.PassChangedValue.Error(
                null, pass.Name, wrong.Name, wrong.Mismatch ?? wrong.Error.ToString("0.0e+0"), wrong.OwnError.ToString("0.0e+0"));
        }
    }

    /// <summary>What both graphs have in common, by the name in the first.</summary>
    private static ImmutableArray<(string Name, Value Before, Value After)> Shared(Graph before, Graph after)
    {
        var kept = after.Nodes.SelectMany(node => node.Outputs).ToHashSet();
        var values = before.Nodes.SelectMany(node => node.Outputs).Where(kept.Contains)
            .Select(value => (before.NameOf(value), value, value));
        var outputs = before.Outputs.Zip(after.Outputs, (left, right) => (left.Name, left.Value, right.Value))
            .Where(pair => !kept.Contains(pair.Item2));
        return [.. values, .. outputs];
    }

    /// <summary>The part around the first wrong value, as it was and as it became, each from values that are still right.</summary>
    private void WriteReproducer(
        Pass pass, Graph before, Graph after, ImmutableArray<(string Name, Value Before, Value After)> values, VerificationReport report)
    {
        if (ReproducerFolder is not { } folder)
        {
            return;
        }

        var right = values.Where((_, index) => report.Outputs[index].IsEqual).SelectMany(value => new[] { value.Before, value.After })
            .ToHashSet();
        var first = values.Where((_, index) => !report.Outputs[index].IsEqual).First();
        Directory.CreateDirectory(folder);
        Leave("before", Reducer.Around(before, first.Before, right.Contains));
        Leave("after", Reducer.Around(after, first.After, right.Contains));

        void Leave(string when, Graph part) => AtomicFile.Write(Path.Combine(folder, $"{pass.Name}.{when}.dcir"), force: true,
            stream => stream.Write(Encoding.UTF8.GetBytes(GraphPrinter.PrintWithData(part))));
    }
}
