namespace DepthCompress.Passes.Planning;

/// <summary>
/// The labels of all states, state after state: the ticks of every device and the worth of a path to there that no other beats in all of
/// them and that can still lead to what is looked for.
/// </summary>
internal sealed class JointLabels
{
    private readonly JointSearch _search;
    private readonly double _least;
    private readonly int _devices;
    private readonly List<long> _ticks = [];
    private readonly List<double> _worth = [];
    private readonly List<int> _choice = [];
    private readonly List<int> _parent = [];
    private readonly int[] _starts;

    // What might become a label of the state at hand.
    private readonly List<long> _newTicks = [];
    private readonly List<(double Worth, long Sum, int Index, int Choice, int Parent)> _new = [];

    /// <param name="search">What is solved.</param>
    /// <param name="least">What a path has to be worth.</param>
    internal JointLabels(JointSearch search, double least)
    {
        (_search, _least, _devices) = (search, least, search.Problem.Devices.Length);
        _starts = new int[search.Problem.Last + 2];
        Add(new long[_devices], 0, -1, -1);
        _starts[1] = 1;
    }

    /// <summary>How many labels there are.</summary>
    internal int Count => _worth.Count;

    /// <summary>Makes the labels of the next state; the states before it have theirs.</summary>
    internal void Fill(int state)
    {
        _newTicks.Clear();
        _new.Clear();
        foreach (var choice in _search.Into(state))
        {
            Continue(state, choice);
        }

        _new.Sort(static (one, other) => one.Worth != other.Worth ? other.Worth.CompareTo(one.Worth)
            : one.Sum != other.Sum ? one.Sum.CompareTo(other.Sum) : one.Index.CompareTo(other.Index));
        var staircase = new Staircase(_devices);
        var ticks = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_newTicks);
        foreach (var (worth, _, index, choice, parent) in _new)
        {
            var vector = ticks.Slice(index * _devices, _devices);
            if (staircase.Add(vector))
            {
                Add(vector, worth, choice, parent);
            }
        }

        _starts[state + 1] = Count;
    }

    /// <summary>The path to the last state that is worth most; null for none.</summary>
    internal JointSolution? Best()
    {
        var label = _starts[_search.Problem.Last];
        if (label == Count)
        {
            return null;
        }

        var path = new Stack<int>();
        for (; _parent[label] >= 0; label = _parent[label])
        {
            path.Push(_choice[label]);
        }

        return JointSolution.Of(_search.Problem, [.. path]);
    }

    private void Continue(int state, int choice)
    {
        var from = _search.Problem.Devices[0].Choices[choice].From;
        var gain = _search.Problem.Devices[0].Choices[choice].Worth;
        Span<long> spent = stackalloc long[_devices];
        for (var label = _starts[from]; label < _starts[from + 1]; label++)
        {
            var sum = 0L;
            for (var device = 0; device < _devices; device++)
            {
                spent[device] = _ticks[(label * _devices) + device] + _search.Problem.Devices[device].Choices[choice].Ticks;
                sum += spent[device];
            }

            if (_search.MayReach(state, spent, _worth[label] + gain, _least))
            {
                _new.Add((_worth[label] + gain, sum, _new.Count, choice, label));
                _newTicks.AddRange(spent);
            }
        }
    }

    private void Add(ReadOnlySpan<long> ticks, double worth, int choice, int parent)
    {
        _ticks.AddRange(ticks);
        _worth.Add(worth);
        _choice.Add(choice);
        _parent.Add(parent);
    }
}
