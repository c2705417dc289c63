using DepthCompress.GraphIR;
using DepthCompress.Passes;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>Whole channels are removed.</summary>
internal sealed class SlicedNarrowing(KeptChannels kept, PassContext context) : Narrowing
{
    /// <summary>Sums over fewer channels are taken in another order, which rounds differently than the original does.</summary>
    private const double Factor = 4;

    private readonly Lazy<Graph> sliced = new(() => SliceChannels.Apply(kept));

    /// <inheritdoc/>
    public override Graph Narrow => sliced.Value;

    /// <inheritdoc/>
    public override string Stage => "cut";

    /// <inheritdoc/>
    public override (string Doing, string Done) Finishing => ("merging", "merged");

    /// <inheritdoc/>
    public override RemovedParts Removed(int unknown) => RemovedParts.Of(Whole, Narrow, unknown);

    /// <summary>Without training normalization stays, so that the file can be trained further.</summary>
    /// <inheritdoc/>
    public override Graph Finish(Graph network, bool isTrained) => isTrained ? Pipelines.Optimize.Run(network, context) : network;

    /// <inheritdoc/>
    public override ImmutableArray<(string Check, bool Passed, string Finding)> Check(
        IGraphExecutor executor, Graph? network, Graph finished, ImmutableArray<Tensor> inputs, CancellationToken cancellation)
    {
        var law = new EquivalenceCheck(executor) { Cancellation = cancellation, Factor = Factor }.Compare(ZeroChannels.Apply(kept), Narrow, inputs);
        return [("removing channels that contribute nothing changes nothing", law.Passed, Proof.Describe(law))];
    }
}
