using System.Collections.Concurrent;
using System.Threading.Channels;
using DepthCompress;
using Microsoft.Extensions.Options;

namespace Service;

/// <summary>The jobs by their names, and those that wait in their order.</summary>
internal sealed class JobStore(IOptions<ServiceOptions> options)
{
    private readonly ConcurrentDictionary<string, Job> jobs = [];
    private readonly ConcurrentQueue<string> order = [];
    private readonly Channel<Job> waiting = Channel.CreateBounded<Job>(options.Value.MostWaiting);

    public IAsyncEnumerable<Job> Waiting(CancellationToken cancellation) => waiting.Reader.ReadAllAsync(cancellation);

    /// <summary>A new job; null where too many wait.</summary>
    public Job? Add(NetworkModel model, CompressOptions wishes)
    {
        var job = new Job(model, wishes);
        jobs[job.Id] = job;
        if (!waiting.Writer.TryWrite(job))
        {
            jobs.TryRemove(job.Id, out _);
            return null;
        }

        order.Enqueue(job.Id);
        Forget();
        return job;
    }

    public Job? Find(string id) => jobs.GetValueOrDefault(id);

    /// <summary>Stops a job and forgets it.</summary>
    public bool Remove(string id)
    {
        if (!jobs.TryRemove(id, out var job))
        {
            return false;
        }

        job.Stop();
        return true;
    }

    /// <summary>Results are large: only so many are kept.</summary>
    private void Forget()
    {
        while (order.Count > options.Value.MostKept + options.Value.MostWaiting && order.TryPeek(out var oldest)
            && (Find(oldest)?.IsOver ?? true) && order.TryDequeue(out oldest))
        {
            jobs.TryRemove(oldest, out _);
        }
    }
}
