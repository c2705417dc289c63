using System.Collections.Concurrent;
using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// Deals rows to processes of this program, which save them in the store they share. Whoever is done gets the next row. A process that dies
/// costs the row it was at, which gets another process once.
/// </summary>
internal sealed class ImportanceWorkers(
    IImportanceSource source, ITableStore store, ImmutableArray<LayerChain> chains, int count, Func<int, WorkerProcess> start)
    : ForwardingImportance(source)
{
    private const int MostAttempts = 2;
    private readonly Lock access = new();

    /// <inheritdoc/>
    protected override void Complete(ImportanceRows rows, ImmutableArray<Candidate> candidates, CancellationToken cancellation)
    {
        Source.Prepare(new DirectProgress<RunProgress>(step => rows.About(step.What)), cancellation);
        var pieces = new ConcurrentQueue<ImmutableArray<Candidate>>(Source.Pieces(rows.Missing));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? problem = null;
        Task[] lanes = [.. Enumerable.Range(0, Math.Min(count, pieces.Count)).Select(lane => Task.Factory.StartNew(() =>
        {
            try
            {
                Work(pieces, rows, lane, stop.Token);
            }
            catch (Exception first)
            {
                Interlocked.CompareExchange(ref problem, first, null);
                stop.Cancel();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(lanes, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (problem is not null)
        {
            throw problem;
        }
    }

    /// <summary>One process after the other, one piece after the other.</summary>
    private void Work(ConcurrentQueue<ImmutableArray<Candidate>> pieces, ImportanceRows rows, int lane, CancellationToken cancellation)
    {
        WorkerProcess? worker = null;
        try
        {
            while (pieces.TryDequeue(out var piece))
            {
                Work(piece, rows, lane, ref worker, cancellation);
            }
        }
        finally
        {
            worker?.Dispose();
        }
    }

    private void Work(ImmutableArray<Candidate> piece, ImportanceRows rows, int lane, ref WorkerProcess? worker, CancellationToken cancellation)
    {
        string[] texts = [.. piece.Select(candidate => CandidateText.Of(chains[candidate.Chain], candidate))];
        var (clock, died) = (Stopwatch.StartNew(), (string?)null);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            worker ??= start(lane);
            string? end;
            using (cancellation.Register(worker.Kill))
            {
                end = worker.Find(texts, what => Locked(() => rows.About(what)));
            }

            cancellation.ThrowIfCancellationRequested();
            if (end is null)
            {
                Locked(() => Take(piece, rows, died is null ? null : $"{died}; tried again in another", clock));
                return;
            }

            var wasReady = worker.WasReady;
            worker.Dispose();
            (worker, died) = (null, wasReady || attempt < MostAttempts ? end : throw DiagnosticCatalog.WorkerFails.Error(null, end));
        }

        Locked(() => Take(piece, rows, died, clock));
    }

    /// <summary>Takes over what is in the store; what is not is recorded with the reason.</summary>
    private void Take(ImmutableArray<Candidate> piece, ImportanceRows rows, string? died, Stopwatch clock)
    {
        foreach (var candidate in piece)
        {
            var found = Find(candidate);
            var row = found switch
            {
                null => new ImportanceRow(
                    KeyOf(candidate), 0, null, clock.Elapsed.TotalSeconds, DateTimeOffset.UtcNow, died ?? "the worker process left it out"),
                { Training: { Attempts: 1 } training } when died is not null => found with { Training = training with { Attempts = MostAttempts, Retried = died } },
                _ => found,
            };
            if (row != found)
            {
                store.Save(row);
            }

            rows.Add(candidate, row);
        }
    }

    /// <summary>The store and whoever listens take one at a time.</summary>
    private void Locked(Action work)
    {
        lock (access)
        {
            work();
        }
    }
}
