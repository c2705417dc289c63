namespace Service;

/// <summary>Works on one job at a time: two measurements at once would disturb each other.</summary>
internal sealed class Compressor(JobStore jobs) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in jobs.Waiting(stoppingToken))
        {
            if (!job.Stopped.IsCancellationRequested)
            {
                await job.RunAsync(stoppingToken);
            }
        }
    }
}
