namespace DepthCompress.Passes.Planning;

/// <summary>Vectors of ticks of which none is at least another one in every place.</summary>
/// <param name="devices">How many ticks a vector has.</param>
internal sealed class Staircase(int devices)
{
    private readonly List<long> _ticks = [];

    /// <summary>Takes a vector in, and what it makes superfluous out; false where another one is at most it in every place.</summary>
    internal bool Add(ReadOnlySpan<long> vector)
    {
        var ticks = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ticks);
        var kept = 0;
        for (var at = 0; at < ticks.Length; at += devices)
        {
            var other = ticks.Slice(at, devices);
            var (isBelow, isAbove) = Compare(other, vector);
            if (isBelow)
            {
                // Vectors that reject others go on doing so: the next one meets it sooner.
                ToFront(ticks, at);
                return false;
            }

            if (!isAbove)
            {
                other.CopyTo(ticks[kept..]);
                kept += devices;
            }
        }

        _ticks.RemoveRange(kept, _ticks.Count - kept);
        _ticks.AddRange(vector);
        return true;
    }

    internal void Clear() => _ticks.Clear();

    /// <summary>Whether one is at most the other in every place, and at least it.</summary>
    private static (bool IsBelow, bool IsAbove) Compare(ReadOnlySpan<long> one, ReadOnlySpan<long> other)
    {
        var (below, above) = (true, true);
        for (var device = 0; device < one.Length && (below || above); device++)
        {
            below &= one[device] <= other[device];
            above &= one[device] >= other[device];
        }

        return (below, above);
    }

    private void ToFront(Span<long> ticks, int at)
    {
        var half = at / (2 * devices) * devices;
        for (var device = 0; device < devices; device++)
        {
            (ticks[at + device], ticks[half + device]) = (ticks[half + device], ticks[at + device]);
        }
    }
}
