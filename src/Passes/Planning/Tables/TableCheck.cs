using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>Refuses tables that no plan can be made from, whoever filled them.</summary>
internal static class TableCheck
{
    /// <summary>A row lies in its chain, takes some time and is worth some number.</summary>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.TablesInconsistent"/>.</exception>
    internal static void Row(string table, Segment segment, int positions, double milliseconds = 0, double worth = 0)
    {
        var problem =
            segment.Start < 0 || segment.Start >= segment.End || segment.End > positions
                ? $"lies outside of the chain, which has {positions} layers"
            : !(milliseconds >= 0) || double.IsInfinity(milliseconds) ? $"takes {milliseconds} ms"
            : !double.IsFinite(worth) ? $"is worth {worth}"
            : null;
        if (problem is not null)
        {
            throw DiagnosticCatalog.TablesInconsistent.Error(null, $"segment {segment} of the {table} {problem}");
        }
    }

    /// <summary>No row has the key of another.</summary>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.TablesInconsistent"/>.</exception>
    internal static void Distinct<TKey>(string table, IEnumerable<TKey> keys)
    {
        var seen = new HashSet<TKey>();
        foreach (var key in keys)
        {
            if (!seen.Add(key))
            {
                throw DiagnosticCatalog.TablesInconsistent.Error(null, $"the {table} has two rows for {key}");
            }
        }
    }
}
