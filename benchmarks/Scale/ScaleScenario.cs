namespace DepthCompress.Benchmarks.Scale;

/// <summary>A table to be found on a cluster, and how the cluster behaves.</summary>
internal sealed record ScaleScenario
{
    /// <summary>For people.</summary>
    internal required string Name { get; init; }

    /// <summary>Rows of the table.</summary>
    internal required int Rows { get; init; }

    /// <summary>Seconds of a row of middling cost on an ordinary node.</summary>
    internal required double RowSeconds { get; init; }

    /// <summary>The standard deviation of the logarithm of those seconds: stragglers.</summary>
    internal double Noise { get; init; } = 0.35;

    /// <summary>The most rows that belong to one piece, as those that begin at one layer do: a chain has fewer towards its end.</summary>
    internal int LargestPiece { get; init; } = 1;

    /// <summary>The part of the nodes that is slow.</summary>
    internal double SlowNodes { get; init; } = 0.05;

    /// <summary>How many times as long a row takes there.</summary>
    internal double Slowness { get; init; } = 2;

    /// <summary>Nodes that work for us at once.</summary>
    internal required int Workers { get; init; }

    /// <summary>Tasks for every node.</summary>
    internal double TasksPerWorker { get; init; } = 4;

    /// <summary>Seconds from the start of a task to its first row: the program, the model, the images.</summary>
    internal double StartSeconds { get; init; } = 40;

    /// <summary>Mean seconds that a task waits before it may have a node.</summary>
    internal double QueueSeconds { get; init; } = 120;

    /// <summary>Hours that a node lives, in the mean.</summary>
    internal double NodeHours { get; init; } = 500;

    /// <summary>Seconds until the scheduler notices a lost node and queues its task again.</summary>
    internal double RequeueSeconds { get; init; } = 300;

    /// <summary>Seconds until a lost node is back.</summary>
    internal double RepairSeconds { get; init; } = 3600;

    /// <summary>The part of the rows in which a task fails the first time: memory, a driver, a full disk.</summary>
    internal double Crashes { get; init; } = 0.005;

    /// <summary>Seconds after which the scheduler ends a task.</summary>
    internal double TimeLimit { get; init; } = 24 * 3600;

    /// <summary>The file of the model.</summary>
    internal required long ModelBytes { get; init; }

    /// <summary>The images, which a node reads once and keeps in its memory.</summary>
    internal required long ImageBytes { get; init; }

    /// <summary>The tables at the outset.</summary>
    internal long BaseBytes { get; init; } = ScaleCosts.BaseBytes;

    /// <summary>Whether pieces are dealt one after the other, as they were before their sizes were looked at.</summary>
    internal bool InTurn { get; init; }

    /// <summary>Decides everything random.</summary>
    internal int Seed { get; init; } = 1;

    /// <summary>Tasks that are asked for.</summary>
    internal int Tasks => (int)Math.Max(1, Math.Round(Workers * TasksPerWorker));
}
