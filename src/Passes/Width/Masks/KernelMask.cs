namespace DepthCompress.Passes.Width;

/// <summary>Which kernels of one convolution live.</summary>
/// <param name="Filters">How many filters it has.</param>
/// <param name="Channels">How many channels it reads.</param>
/// <param name="Live">For filter <c>o</c> and channel <c>i</c> at <c>o · Channels + i</c> whether the kernel lives.</param>
public sealed record KernelMask(int Filters, int Channels, ImmutableArray<bool> Live)
{
    /// <summary>Whether a kernel lives.</summary>
    public bool this[int filter, int channel] => Live[(filter * Channels) + channel];

    /// <summary>How many kernels live.</summary>
    public int Count => Live.Count(live => live);

    /// <summary>Whether every kernel lives.</summary>
    public bool IsFull => !Live.Contains(false);

    /// <summary>For every filter whether it has no live kernel.</summary>
    public bool[] DeadFilters() =>
        [.. Enumerable.Range(0, Filters).Select(filter => !Live.AsSpan(filter * Channels, Channels).Contains(true))];

    /// <summary>For every channel whether no live kernel reads it.</summary>
    public bool[] DeadChannels() => DeadChannels(Live.AsSpan(), Channels);

    /// <summary>The same for kernels that are not a mask yet.</summary>
    internal static bool[] DeadChannels(ReadOnlySpan<bool> live, int channels)
    {
        var dead = new bool[channels];
        Array.Fill(dead, true);
        for (var kernel = 0; kernel < live.Length; kernel++)
        {
            dead[kernel % channels] &= !live[kernel];
        }

        return dead;
    }

    /// <summary>The mask of which every kernel lives.</summary>
    public static KernelMask Full(int filters, int channels) => Of(filters, channels, (_, _) => true);

    /// <summary>The mask by a rule.</summary>
    public static KernelMask Of(int filters, int channels, Func<int, int, bool> lives) =>
        new(filters, channels, [.. Enumerable.Range(0, filters * channels).Select(place => lives(place / channels, place % channels))]);
}
