using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>Single kernels are removed: zeros while there is training, packed in the end.</summary>
internal sealed class MaskedNarrowing(KernelMasks masks, LayerPacking packing) : Narrowing
{
    /// <summary>Kernels that are zero are left out of sums, which then round differently.</summary>
    private const double Factor = 4;

    private readonly Lazy<Graph> masked = new(() => MaskedNetwork.Apply(masks));
    private readonly Lazy<IReadOnlyDictionary<Value, Tensor>> zeros = new(() => MaskedNetwork.Zeros(masks));

    /// <inheritdoc/>
    public override Graph Narrow => masked.Value;

    /// <inheritdoc/>
    public override string Stage => "masked";

    /// <inheritdoc/>
    public override (string Doing, string Done) Finishing => ("packing", "packed");

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Value, Tensor> Masks => zeros.Value;

    /// <inheritdoc/>
    public override ImmutableArray<NarrowedLayer> Layers => packing.Layers();

    /// <inheritdoc/>
    public override WidthPlan FinishedPlan => Plan with
    {
        Layers = [.. Layers.Select(layer => PlannedLayer.Of(layer.Name, layer.Mask, LayerPacking.Named(layer)))],
        ChannelAlignment = packing.Plan?.ChannelAlignment,
    };

    /// <inheritdoc/>
    public override Graph Finish(Graph network, bool isTrained) => packing.Pack(network);

    /// <inheritdoc/>
    public override Graph? Unpacked(Graph network) => packing.Dense;

    /// <inheritdoc/>
    public override RemovedParts Removed(int unknown) => RemovedParts.Of(MaskCost.Of(masks, unknown));

    /// <inheritdoc/>
    public override ImmutableArray<(string Check, bool Passed, string Finding)> Check(
        IGraphExecutor executor, Graph? network, Graph finished, ImmutableArray<Tensor> inputs, CancellationToken cancellation)
    {
        if (network is null)
        {
            return [];
        }

        var law = new EquivalenceCheck(executor) { Cancellation = cancellation, Factor = Factor }.Compare(network, finished, inputs);
        return [("packing changes nothing", law.Passed, Proof.Describe(law))];
    }
}
