namespace DepthCompress.Passes.Width;

/// <summary>
/// Layers whose channels are coupled with each other. Its units are the smallest sets of channels that can be removed; in most networks
/// unit <c>i</c> is channel <c>i</c> of every layer of the group.
/// </summary>
public sealed record ChannelGroup
{
    /// <summary>The name of the first layer that makes its channels; what plans call it.</summary>
    public required string Name { get; init; }

    /// <summary>The number of the first unit among those of the network; the others follow.</summary>
    public required int First { get; init; }

    /// <summary>The number of units.</summary>
    public required int Count { get; init; }

    /// <summary>Channels of the group's first layer.</summary>
    public required int Channels { get; init; }

    /// <summary>The nodes that make its channels.</summary>
    public required ImmutableArray<string> Layers { get; init; }

    /// <summary>The nodes whose weights read its channels.</summary>
    public required ImmutableArray<string> Readers { get; init; }

    /// <summary>Why its channels belong together.</summary>
    public required ImmutableArray<Coupling> Couplings { get; init; }

    /// <summary>For every unit why it must stay; null where it may be removed.</summary>
    public required ImmutableArray<string?> Pins { get; init; }

    /// <summary>Whether any unit may be removed.</summary>
    public bool IsFree => Pins.Any(pin => pin is null);

    /// <summary>Why it cannot be narrowed at all; null where it can.</summary>
    public string? WhyPinned => IsFree ? null : Pins[0];
}
