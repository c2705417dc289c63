using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

public sealed class PrefetchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void ItemsComeInOrder() =>
        Assert.Equal([7, 8, 9, 10, 11, 12], Prefetch.From(7, number => number, ahead: 2, default).Take(6));

    [Fact]
    public void SomeAreMadeAheadButNoMore()
    {
        using var filled = new CountdownEvent(4);
        var made = 0;
        var items = Prefetch.From(
            0,
            number =>
            {
                Interlocked.Increment(ref made);
                if (!filled.IsSet)
                {
                    filled.Signal();
                }

                return number;
            },
            ahead: 2,
            default);
        using var enumerator = items.GetEnumerator();
        Assert.Equal(0, made);
        Assert.True(enumerator.MoveNext());

        // One is taken, two wait, and one more is made while there is no room for it.
        Assert.True(filled.Wait(Patience));
        Assert.Equal(0, enumerator.Current);
        Assert.InRange(Volatile.Read(ref made), 4, 4);
    }

    [Fact]
    public void AProblemIsThrownWhereItsItemWouldHaveCome()
    {
        var items = Prefetch.From(0, number => number == 3 ? throw new InvalidDataException("torn") : number, ahead: 8, default);
        using var enumerator = items.GetEnumerator();
        Assert.True(enumerator.MoveNext() && enumerator.MoveNext() && enumerator.MoveNext());
        Assert.Equal(2, enumerator.Current);
        var problem = Assert.Throws<InvalidDataException>(() => enumerator.MoveNext());
        Assert.Equal("torn", problem.Message);
        Assert.Contains(nameof(AProblemIsThrownWhereItsItemWouldHaveCome), problem.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void EndingTheEnumerationEndsTheThread()
    {
        var threads = new HashSet<Thread>();
        foreach (var _ in Prefetch.From(0, number => threads.Add(Thread.CurrentThread), ahead: 2, default).Take(3))
        {
            Assert.NotEmpty(threads);
        }

        Assert.False(Assert.Single(threads).IsAlive);
    }

    [Fact]
    public void CancellationIsHeardEvenWhileAnItemIsMade()
    {
        using var stop = new CancellationTokenSource();
        using var going = new ManualResetEventSlim();
        var items = Prefetch.From(
            0,
            number =>
            {
                going.Set();
                stop.Token.WaitHandle.WaitOne(Patience);
                return number;
            },
            ahead: 2,
            stop.Token);
        using var enumerator = items.GetEnumerator();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            going.Wait(Patience);
            stop.Cancel();
        });
        var cancelled = Assert.ThrowsAny<OperationCanceledException>(() => enumerator.MoveNext());
        Assert.Equal(stop.Token, cancelled.CancellationToken);
    }

    [Fact]
    public void EveryEnumerationBeginsAnew()
    {
        var items = Prefetch.From(5, number => number, ahead: 2, default);
        Assert.Equal(items.Take(3), items.Take(3));
    }
}
