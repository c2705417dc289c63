namespace DepthCompress.Passes.Planning;

/// <summary>
/// The pruning-only baseline of the LayerMerge paper: which convolutions become the identity, nothing is merged. A knapsack, stated as a
/// path with two choices per layer.
/// </summary>
public sealed class LayerOnly
{
    private readonly ImmutableArray<LayerRow> _layers;
    private readonly ImmutableArray<int> _keptBy;

    /// <param name="layers">The layers of the chain in order.</param>
    /// <param name="ticks">How latencies are rounded; up to the nanosecond by default.</param>
    public LayerOnly(ImmutableArray<LayerRow> layers, Ticks? ticks = null)
    {
        TableCheck.Distinct("table", layers.Select(layer => layer.Position));
        foreach (var layer in layers)
        {
            TableCheck.Row("table", new Segment(layer.Position - 1, layer.Position), layer.Position, layer.Milliseconds, layer.Importance
                ?? 0);
        }

        var rounding = ticks ?? Ticks.Ceiling();
        var choices = ImmutableArray.CreateBuilder<Choice>();
        var keptBy = ImmutableArray.CreateBuilder<int>();
        for (var state = 0; state < layers.Length; state++)
        {
            var layer = layers[state];
            choices.Add(new Choice(state, state + 1, rounding.Cost(layer.Milliseconds), layer.Importance ?? 0));
            keptBy.Add(state);
            if (layer.Importance is not null)
            {
                choices.Add(new Choice(state, state + 1, 0, 0));
                keptBy.Add(Dropped);
            }
        }

        _layers = layers;
        _keptBy = keptBy.ToImmutable();
        Problem = new PlanProblem(layers.Length, choices.ToImmutable());
    }

    private const int Dropped = -1;

    /// <summary>The problem in the solver's terms; its worth counts the layers that could have been dropped.</summary>
    public PlanProblem Problem { get; }

    /// <summary>The layers a solution keeps, those that must stay included.</summary>
    public ImmutableArray<LayerRow> Kept(Solution solution) =>
        [.. solution.Choices.Where(choice => _keptBy[choice] != Dropped).Select(choice => _layers[_keptBy[choice]])];
}
