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

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">A value is wrong; the diagnostic names it.</exception>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (ReferenceEquals(before, after) || pass.Exactness is not Exactness.Exact || context.Executor is not { } executor)
        {
            return;
        }

        var kept = after.Nodes.SelectMany(node => node.Outputs).ToHashSet();
        var shared = before.Nodes.SelectMany(node => node.Outputs).Where(kept.Contains)
            .Select(value => (before.NameOf(value), value, value))
            .Concat(before.Outputs.Zip(after.Outputs, (left, right) => (left.Name, left.Value, right.Value))
                .Where(pair => !kept.Contains(pair.Item2)));
        var inputs = calibration.IsDefault ? [Random.For(before)] : calibration.Insert(0, Random.For(before));
        var report = new EquivalenceCheck(executor) { Cancellation = context.Cancellation }.Compare(before, after, [.. shared], inputs);
        if (report.Outputs.FirstOrDefault(value => !value.IsEqual) is { } wrong)
        {
            throw DiagnosticCatalog.PassChangedValue.Error(
                null, pass.Name, wrong.Name, wrong.Mismatch ?? wrong.Error.ToString("0.0e+0"), wrong.OwnError.ToString("0.0e+0"));
        }
    }
}
