using DepthCompress.GraphIR;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>A network that was decided to be narrower: what training begins with, and what is made of it in the end.</summary>
internal abstract class Narrowing
{
    /// <summary>The decision.</summary>
    public required WidthPlan Plan { get; init; }

    /// <summary>The network before, normalized.</summary>
    public required Graph Whole { get; init; }

    /// <summary>The narrower network, normalization in it.</summary>
    public abstract Graph Narrow { get; }

    /// <summary>What <see cref="Narrow"/> is called in reports.</summary>
    public abstract string Stage { get; }

    /// <summary>What stays zero while it is trained.</summary>
    public virtual IReadOnlyDictionary<Value, Tensor> Masks => ImmutableDictionary<Value, Tensor>.Empty;

    /// <summary>The network after learning what to keep, where that was learned by training.</summary>
    public Graph? Learned { get; init; }

    /// <summary>What there is to say about the decision, line by line.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>What <see cref="Finish"/> does, and what its result is called in reports.</summary>
    public abstract (string Doing, string Done) Finishing { get; }

    /// <summary>The plan with what was found out on the way; it decides the same.</summary>
    public virtual WidthPlan FinishedPlan => Plan;

    /// <summary>The convolutions and how they are written, where single kernels were removed.</summary>
    public virtual ImmutableArray<NarrowedLayer> Layers => [];

    /// <summary>What is made of the narrower network once its weights are final: it computes the same.</summary>
    /// <param name="network">It, trained or not.</param>
    /// <param name="isTrained">Whether nothing will be trained any more.</param>
    public abstract Graph Finish(Graph network, bool isTrained);

    /// <summary>The network with its zeros in place, to measure beside the finished one; null where that makes no sense.</summary>
    public virtual Graph? Unpacked(Graph network) => null;

    /// <summary>How much was removed.</summary>
    /// <param name="unknown">What axes known only by name count as.</param>
    public abstract RemovedParts Removed(int unknown);

    /// <summary>What must hold of it, and whether it does.</summary>
    /// <param name="executor">Runs networks.</param>
    /// <param name="network">What was finished; null where it was proved already.</param>
    /// <param name="finished">The result.</param>
    /// <param name="inputs">One tensor per input.</param>
    /// <param name="cancellation">The wish to stop.</param>
    public abstract ImmutableArray<(string Check, bool Passed, string Finding)> Check(
        IGraphExecutor executor, Graph? network, Graph finished, ImmutableArray<Tensor> inputs, CancellationToken cancellation);
}
