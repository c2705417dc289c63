using System.Collections.Concurrent;
using System.Diagnostics;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Analysis;
using DepthCompress.Passes.Importance;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// Deals rows to processes of this program, which save them in the store they share. Whoever is done gets the next row. A process that dies
/// costs the row it was at, which gets another process once.
/// </summary>
internal sealed class ImportanceWorkers(
    IImportanceSource source, ITableStore store, ImmutableArray<LayerChain> chains, int count, Func<WorkerProcess> start) : IImportanceSource
{
    private const int MostAttempts = 2;
    private readonly Lock access = new();

    /// <inheritdoc/>
    public ImportanceKey KeyOf(Candidate candidate) => source.KeyOf(candidate);

    /// <inheritdoc/>
    public ImportanceRow? Find(Candidate candidate) => source.Find(candidate);

    /// <inheritdoc/>
    public ImmutableArray<Candidate> RowsFor(ImmutableArray<Candidate> candidates) => source.RowsFor(candidates);

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<Candidate>> Pieces(ImmutableArray<Candidate> candidates) => source.Pieces(candidates);

    /// <inheritdoc/>
    public void Prepare(IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) => source.Prepare(progress, cancellation);

    /// <inheritdoc/>
    public ImmutableDictionary<Candidate, ImportanceRow> Run(
        ImmutableArray<Candidate> candidates, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var rows = new ImportanceRows(source, candidates, progress);
        if (rows.Missing.IsEmpty)
        {
            return rows.Finished;
        }

        source.Prepare(progress is null ? null : new Passes.Compression.DirectProgress<RunProgress>(step => rows.About(step.What)), cancellation);
        var pieces = new ConcurrentQueue<ImmutableArray<Candidate>>(source.Pieces(rows.Missing));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? problem = null;
        Task[] lanes = [.. Enumerable.Range(0, Math.Min(count, pieces.Count)).Select(_ => Task.Factory.StartNew(() =>
        {
            try
            {
                Work(pieces, rows, stop.Token);
            }
            catch (Exception first)
            {
                Interlocked.CompareExchange(ref problem, first, null);
                stop.Cancel();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(lanes, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return problem is null ? rows.Finished : throw problem;
    }

    /// <summary>One process after the other, one piece after the other.</summary>
    private void Work(ConcurrentQueue<ImmutableArray<Candidate>> pieces, ImportanceRows rows, CancellationToken cancellation)
    {
        WorkerProcess? worker = null;
        try
        {
            while (pieces.TryDequeue(out var piece))
            {
                Work(piece, rows, ref worker, cancellation);
            }
        }
        finally
        {
            worker?.Dispose();
        }
    }

    private void Work(ImmutableArray<Candidate> piece, ImportanceRows rows, ref WorkerProcess? worker, CancellationToken cancellation)
    {
        string[] texts = [.. piece.Select(candidate => CandidateText.Of(chains[candidate.Chain], candidate))];
        var (clock, died) = (Stopwatch.StartNew(), (string?)null);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            worker ??= start();
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
            var found = source.Find(candidate);
            var row = found switch
            {
                null => new ImportanceRow(
                    source.KeyOf(candidate), 0, null, clock.Elapsed.TotalSeconds, DateTimeOffset.UtcNow, died ?? "the worker process left it out"),
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
