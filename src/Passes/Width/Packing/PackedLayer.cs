using System.Globalization;

namespace DepthCompress.Passes.Width;

/// <summary>A convolution with dead kernels, and what was made of it.</summary>
public sealed record PackedLayer
{
    /// <summary>The convolution.</summary>
    public required string Name { get; init; }

    /// <summary>Its filters and the channels it could read, dead channels of the network left out.</summary>
    public required (int Filters, int Channels) Size { get; init; }

    /// <summary>The kernels among these that live.</summary>
    public required int LiveKernels { get; init; }

    /// <summary>Its filters by what they read, before any branches are merged.</summary>
    public required ImmutableArray<PackedBranch> Branches { get; init; }

    /// <summary>The layout that was chosen.</summary>
    public required LayerLayout Layout { get; init; }

    /// <summary>Every layout that was measured; empty where none was.</summary>
    public ImmutableArray<LayoutTime> Times { get; init; } = [];

    /// <summary>The layout that was fastest on its own and did not pay in the whole network; null where there was none.</summary>
    public LayerLayout? SetBack { get; init; }

    /// <summary>Whether every branch reads a multiple of eight channels and makes one of filters.</summary>
    public bool IsAligned => Branches.All(branch => branch.Channels % 8 == 0 && branch.Filters % 8 == 0);

    /// <summary>The layer on one line.</summary>
    public override string ToString()
    {
        var branches = string.Join(", ", Branches.Take(6).Select(branch => $"{branch.Channels}→{branch.Filters}"));
        var times = string.Join(", ", Times.Select(time =>
            string.Create(CultureInfo.InvariantCulture, $"{time.Layout} {time.Milliseconds:0.0000} ms")));
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name}: {Layout}, {100.0 * LiveKernels / (Size.Filters * Size.Channels):0} % of {Size.Channels}→{Size.Filters}; ")
            + $"branches {branches}"
            + (Branches.Length > 6 ? $" and {Branches.Length - 6} more" : "")
            + (IsAligned ? "" : "; not multiples of 8") + (times.Length > 0 ? $"; {times}" : "")
            + (SetBack is null ? "" : $"; '{SetBack}' did not pay in the whole network");
    }
}
