using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace DepthCompress.Runtime.Data;

/// <summary>Prepares what will be asked for next on a thread of its own.</summary>
internal static class Prefetch
{
    /// <summary>
    /// The items from number <paramref name="first"/> on, without end, at most <paramref name="ahead"/> of them made before they are asked
    /// for. What goes wrong while making one is thrown where that one would have come; ending the enumeration ends the thread.
    /// </summary>
    public static IEnumerable<T> From<T>(long first, Func<long, T> make, int ahead, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var queue = new BlockingCollection<(T? Item, ExceptionDispatchInfo? Problem)>(ahead);
        var thread = new Thread(() => Fill(queue, first, make, stop.Token)) { IsBackground = true, Name = "prefetch" };
        thread.Start();
        try
        {
            while (true)
            {
                var (item, problem) = queue.Take(cancellation);
                problem?.Throw();
                yield return item!;
            }
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }
    }

    private static void Fill<T>(
        BlockingCollection<(T? Item, ExceptionDispatchInfo? Problem)> queue, long first, Func<long, T> make, CancellationToken stop)
    {
        try
        {
            for (var number = first; !stop.IsCancellationRequested; number++)
            {
                queue.Add((make(number), null), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for the item any more.
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown again where the item is taken.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Hand(queue, ExceptionDispatchInfo.Capture(problem), stop);
        }
    }

    private static void Hand<T>(
        BlockingCollection<(T? Item, ExceptionDispatchInfo? Problem)> queue, ExceptionDispatchInfo problem, CancellationToken stop)
    {
        try
        {
            queue.Add((default, problem), stop);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }
}
