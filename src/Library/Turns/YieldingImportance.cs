using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>Finds rows while nobody measures latencies on the same device, and stands still between two of them while somebody wants to.</summary>
internal sealed class YieldingImportance(IImportanceSource source, DeviceShare share) : ForwardingImportance(source)
{
    /// <inheritdoc/>
    public override void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        using (share.Enter(cancellation))
        {
            Source.Prepare(progress, cancellation);
        }
    }

    /// <inheritdoc/>
    protected override void Complete(ImportanceRows rows, ImmutableArray<Candidate> candidates, CancellationToken cancellation)
    {
        using (share.Enter(cancellation))
        {
            var watch = new DirectProgress<RunProgress>(step =>
            {
                share.GiveWay(cancellation);
                rows.About(step.What);
            });
            foreach (var (candidate, row) in Source.Run(rows.Missing, watch, cancellation))
            {
                rows.Add(candidate, row);
            }
        }
    }
}
