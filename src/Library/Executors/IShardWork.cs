using System.Text.Json.Nodes;

namespace DepthCompress;

/// <summary>
/// Work that can be dealt to tasks, as its submitter sees it: what is missing, what is found before, and what becomes of what tasks find. It
/// knows no scheduler.
/// </summary>
internal interface IShardWork
{
    /// <summary>The command that it is work of, here and in tasks.</summary>
    string Command { get; }

    /// <summary>What is done, for people who wait.</summary>
    string Stage { get; }

    /// <summary>What tasks find, in the plural.</summary>
    string Finds { get; }

    /// <summary>What decides what is found.</summary>
    JsonObject Settings { get; }

    /// <summary>All that is wanted, found or not: it tells jobs apart.</summary>
    ImmutableArray<string> Wanted { get; }

    /// <summary>Whether nothing is missing.</summary>
    bool IsComplete { get; }

    /// <summary>How many tasks there are where nobody says so, for so many pieces.</summary>
    int TasksFor(int pieces);

    /// <summary>Finds what tasks begin with; into the folder what they need besides the tables.</summary>
    /// <returns>What is missing, by texts; those that belong to one task together.</returns>
    ImmutableArray<ImmutableArray<string>> Prepare(ShardFolder folder);

    /// <summary>Takes over what these shards hold, whose tasks are not at work.</summary>
    /// <returns>How much there was.</returns>
    /// <exception cref="GraphIR.DiagnosticException">It is not what was asked for, or contradicts what is there.</exception>
    int TakeOver(ShardFolder folder, ShardManifest manifest, ImmutableArray<int> shards);
}
