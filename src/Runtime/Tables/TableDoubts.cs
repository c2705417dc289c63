using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>
/// What is known against rows of the latency table, in a table of its own: versions that know nothing of it go on reading and writing the rows.
/// </summary>
internal static class TableDoubts
{
    /// <summary>The table.</summary>
    internal const string Name = "doubt";

    /// <summary>How many such tables a file has: none or one.</summary>
    internal const string Count = $"SELECT COUNT(*) FROM sqlite_master WHERE type='table' AND name='{Name}'";

    /// <summary>The same of an attached file.</summary>
    internal static string CountIn(string name) => $"SELECT COUNT(*) FROM {name}.sqlite_master WHERE type='table' AND name='{Name}'";

    /// <summary>Makes the table.</summary>
    internal const string Create =
        $"CREATE TABLE IF NOT EXISTS {Name} (signature TEXT, device TEXT, provider TEXT, engine TEXT, threads INTEGER, level TEXT, "
        + $"tries INTEGER, is_open INTEGER, PRIMARY KEY ({Key}))";

    /// <summary>Whether a row is that of the key in the parameters.</summary>
    internal const string IsKey =
        "signature=$signature AND device=$device AND provider=$provider AND engine=$engine AND threads=$threads AND level=$level";

    private const string Key = "signature, device, provider, engine, threads, level";

    /// <summary>Leaves noisy rows that nobody has doubted to the next run.</summary>
    internal static string DoubtNoisyRows => $"INSERT OR IGNORE INTO {Name} SELECT {Key}, 0, 1 FROM latency WHERE {IsNoisy("latency")}";

    /// <summary><see cref="LatencyRow.IsNoisy"/> of the rows of a table.</summary>
    internal static string IsNoisy(string table) => string.Create(
        CultureInfo.InvariantCulture,
        $"({table}.half_width > {LatencyRow.MostNoise}*{table}.median OR {table}.p10_half_width > {LatencyRow.MostNoise}*{table}.p10)");
}
