using DepthCompress.GraphIR;

namespace DepthCompress.Report;

/// <summary>Where and how a run was made: what one needs to make it again.</summary>
public sealed record RunFacts
{
    /// <summary>When it ended.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The words behind the program's name; empty where no command line was used.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>What latencies are true of.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The operating system and its architecture.</summary>
    public required string System { get; init; }

    /// <summary>The runtime of the program.</summary>
    public required string Runtime { get; init; }

    /// <summary>Processor threads that the machine has.</summary>
    public required int Processors { get; init; }

    /// <summary>The sizes of the inputs that latency was measured with.</summary>
    public ImmutableArray<string> InputShapes { get; init; } = [];

    /// <summary>Of everything random.</summary>
    public int? Seed { get; init; }
}
