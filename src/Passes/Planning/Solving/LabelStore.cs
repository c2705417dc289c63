using System.Runtime.InteropServices;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The labels of all states in parallel arrays, state after state, each state's sorted by ticks and by worth. A label points back at
/// the label it continues.
/// </summary>
internal sealed class LabelStore
{
    private readonly double _tie;
    private readonly int[] _starts;
    private int _states;
    private int _count;

    private long[] _ticks = new long[1024];
    private double[] _worth = new double[1024];
    private int[] _choice = new int[1024];
    private int[] _parent = new int[1024];

    // One entry per choice into the state being merged: where its list stands and ends, and what its head costs.
    private int[] _cursor = [];
    private int[] _end = [];
    private long[] _head = [];
    private int[] _heap = [];

    /// <summary>A store whose first state has one label: nothing spent, nothing gained.</summary>
    internal LabelStore(int last, double tie)
    {
        _tie = tie;
        _starts = new int[last + 2];
        _parent[0] = -1;
        _count = 1;
        CloseState();
    }

    internal (int First, int End) Of(int state) => (_starts[state], _starts[state + 1]);

    /// <summary>
    /// The labels of the next state: for every choice into it the labels of the state it leaves, shifted; those lists are merged by ticks,
    /// and what is not worth more than everything faster is passed over, whole runs of a list at a time.
    /// </summary>
    /// <param name="choices">The choices of the problem.</param>
    /// <param name="incoming">Those that lead to this state, in the order that decides ties.</param>
    /// <param name="limit">The ticks that the rest of the path leaves.</param>
    internal void Merge(ReadOnlySpan<Choice> choices, ReadOnlySpan<int> incoming, long limit)
    {
        var size = OpenLists(choices, incoming, limit);
        var best = double.NegativeInfinity;
        var ticks = -1L;
        while (size > 0)
        {
            var list = _heap[0];
            var choice = choices[incoming[list]];
            var cursor = _cursor[list];
            var worth = _worth[cursor] + choice.Worth;
            if (worth > best + _tie)
            {
                _count += _head[list] > ticks ? 1 : 0;
                ticks = _head[list];
                best = worth;
                Put(_count - 1, ticks, worth, incoming[list], cursor);
            }

            if (!Advance(list, choice, best, limit))
            {
                _heap[0] = _heap[--size];
            }

            SiftDown(0, size);
        }

        CloseState();
    }

    /// <summary>What the best label of a state within so many ticks is worth; below every number where there is none.</summary>
    internal double MostWithin(int state, long ticks)
    {
        var (low, high) = Of(state);
        var first = low;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ticks[middle] <= ticks)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == first ? double.NegativeInfinity : _worth[low - 1];
    }

    /// <summary>The path that ends in a label.</summary>
    internal Solution Read(int label)
    {
        var length = 0;
        for (var at = label; _parent[at] >= 0; at = _parent[at])
        {
            length++;
        }

        var path = new int[length];
        for (var at = label; _parent[at] >= 0; at = _parent[at])
        {
            path[--length] = _choice[at];
        }

        return new Solution(_ticks[label], _worth[label], ImmutableCollectionsMarshal.AsImmutableArray(path));
    }

    /// <summary>Puts a list per choice that has labels within the limit on the heap, and makes room for all of them.</summary>
    private int OpenLists(ReadOnlySpan<Choice> choices, ReadOnlySpan<int> incoming, long limit)
    {
        if (_heap.Length < incoming.Length)
        {
            (_cursor, _end) = (new int[incoming.Length], new int[incoming.Length]);
            (_head, _heap) = (new long[incoming.Length], new int[incoming.Length]);
        }

        var size = 0;
        var room = (long)_count;
        for (var list = 0; list < incoming.Length; list++)
        {
            var choice = choices[incoming[list]];
            (_cursor[list], _end[list]) = Of(choice.From);
            if (_cursor[list] < _end[list] && (_head[list] = _ticks[_cursor[list]] + choice.Ticks) <= limit)
            {
                _heap[size++] = list;
                room += _end[list] - _cursor[list];
            }
        }

        Reserve(checked((int)room));
        for (var at = (size / 2) - 1; at >= 0; at--)
        {
            SiftDown(at, size);
        }

        return size;
    }

    /// <summary>
    /// Moves a list to its next label that is worth more than <paramref name="best"/>; false when there is none within the limit.
    /// </summary>
    private bool Advance(int list, Choice choice, double best, long limit)
    {
        var worth = _worth;
        var cursor = _cursor[list] + 1;
        var end = _end[list];
        var needed = best + _tie;
        while (cursor < end && worth[cursor] + choice.Worth <= needed)
        {
            cursor++;
        }

        _cursor[list] = cursor;
        return cursor < end && (_head[list] = _ticks[cursor] + choice.Ticks) <= limit;
    }

    /// <summary>Restores the heap below a place: fewest ticks first, then the earlier choice.</summary>
    private void SiftDown(int at, int size)
    {
        var heap = _heap;
        var head = _head;
        var list = heap[at];
        for (var child = (2 * at) + 1; child < size; child = (2 * at) + 1)
        {
            if (child + 1 < size && Before(head, heap[child + 1], heap[child]))
            {
                child++;
            }

            if (Before(head, list, heap[child]))
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = list;
    }

    private static bool Before(long[] head, int left, int right) => head[left] < head[right] || (head[left] == head[right] && left < right);

    private void Put(int label, long ticks, double worth, int choice, int parent)
    {
        _ticks[label] = ticks;
        _worth[label] = worth;
        _choice[label] = choice;
        _parent[label] = parent;
    }

    private void Reserve(int size)
    {
        if (_ticks.Length >= size)
        {
            return;
        }

        size = Math.Max(size, 2 * _ticks.Length);
        Array.Resize(ref _ticks, size);
        Array.Resize(ref _worth, size);
        Array.Resize(ref _choice, size);
        Array.Resize(ref _parent, size);
    }

    private void CloseState() => _starts[++_states] = _count;
}
