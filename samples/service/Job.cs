using DepthCompress;
using DepthCompress.GraphIR;

namespace Service;

/// <summary>One uploaded model and what becomes of it. The background service writes, requests read.</summary>
internal sealed class Job(NetworkModel model, CompressOptions options) : IProgress<CompressionProgress>
{
    private readonly CancellationTokenSource stop = new();
    private volatile CompressionStep? step;

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public CancellationToken Stopped => stop.Token;

    public CompressResult? Result { get; private set; }

    public DiagnosticException? Problem { get; private set; }

    public string State { get; private set; } = "waiting";

    public bool IsOver => State is "finished" or "failed" or "stopped";

    public JobStatus Status => new(Id, State, step?.Stage, step?.Part, Result is { } result ? JobResult.Of(result) : null, Problem?.Code, Problem?.Message);

    public void Stop() => stop.Cancel();

    public void Report(CompressionProgress value) => step = new CompressionStep(value.Stage, value.Fraction);

    public async Task RunAsync(CancellationToken shutdown)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(shutdown, stop.Token);
        State = "running";
        try
        {
            Result = await model.CompressAsync(options, this, both.Token);
            State = "finished";
        }
        catch (DiagnosticException problem)
        {
            (Problem, State) = (problem, "failed");
        }
        catch (OperationCanceledException)
        {
            State = "stopped";
        }
    }

    private sealed record CompressionStep(string Stage, double? Part);
}

/// <summary>What a request for a job is answered.</summary>
internal sealed record JobStatus(string Id, string State, string? Stage, double? Progress, JobResult? Result, string? Code, string? Error);

/// <summary>What came of a compression, in figures.</summary>
internal sealed record JobResult(
    string Verdict, string Explanation, bool IsBetter, double Speedup, double SpeedupLow, double SpeedupHigh, string? Metric, double? Drop, long Bytes)
{
    public static JobResult Of(CompressResult result) => new(
        $"{result.Verdict}", result.Explanation, result.IsBetter, result.Latency.Speedup, result.Latency.SpeedupLow, result.Latency.SpeedupHigh,
        result.Quality.FirstOrDefault()?.Metric, result.Quality.FirstOrDefault()?.Drop, result.Network.Bytes);
}
