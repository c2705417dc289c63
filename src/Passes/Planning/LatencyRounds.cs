using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// Measures networks a few at a time, those of one round against each other. What the store has is not measured again, and finished rows are
/// in it at once.
/// </summary>
public sealed class LatencyRounds(ILatencyProbe probe, ILatencyStore store)
{
    internal const int NetworksAtOnce = 12;

    /// <summary>Waits for the turn of this process to measure a few networks; null where nobody else measures.</summary>
    public Func<CancellationToken, IDisposable>? Turn { get; init; }

    /// <summary>Measures what is missing.</summary>
    /// <param name="networks">All that are wanted, in order.</param>
    /// <param name="progress">Told before every round.</param>
    /// <param name="cancellation">Stops between rounds, and inside of them; a round that is stopped leaves nothing.</param>
    public void Run(ImmutableArray<UnmeasuredNetwork> networks, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var missing = networks.Where(IsMissing).ToImmutableArray();
        var done = networks.Length - missing.Length;
        foreach (var group in missing.Chunk(NetworksAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new RunProgress(done, networks.Length, group[0].Description));
            _ = Measure(group, IsMissing, store.Save, cancellation);
            done += group.Length;
        }
    }

    /// <summary>Measures those of a few networks that are still wanted when it is this process's turn.</summary>
    /// <returns>What was measured.</returns>
    internal ImmutableArray<LatencyRow> Measure(
        UnmeasuredNetwork[] group, Func<UnmeasuredNetwork, bool> isWanted, Action<LatencyRow> save, CancellationToken cancellation)
    {
        using var turn = Turn?.Invoke(cancellation);
        UnmeasuredNetwork[] wanted = [.. group.Where(isWanted)];
        if (wanted.Length == 0)
        {
            return [];
        }

        var estimates = probe.Measure([.. wanted.Select(network => network.Make())], null, cancellation);
        ImmutableArray<LatencyRow> rows = [.. wanted.Zip(estimates, (network, estimate) =>
            new LatencyRow(KeyOf(network), network.Description, estimate, DateTimeOffset.UtcNow))];
        foreach (var row in rows)
        {
            save(row);
        }

        return rows;
    }

    private bool IsMissing(UnmeasuredNetwork network) => store.Find(KeyOf(network)) is null;

    private LatencyKey KeyOf(UnmeasuredNetwork network) => new(network.Signature, probe.Machine);
}
