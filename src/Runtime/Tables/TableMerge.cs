using System.Globalization;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>
/// Unites table files of several machines or shards. Of two rows of one key the successful one stays, or the one that is not noisy, of two
/// alike the newer one; so a failed row never replaces a finished one, and the order of the sources does not matter.
/// </summary>
public static class TableMerge
{
    private static readonly (string Table, string Key, string IsBetter)[] Tables =
    [
        ("latency", "signature, device, provider, engine, threads, level",
            $"CASE WHEN {TableDoubts.IsNoisy("excluded")} = {TableDoubts.IsNoisy("latency")} THEN excluded.measured_at > latency.measured_at "
            + $"ELSE {TableDoubts.IsNoisy("latency")} END"),
        ("importance", "model, candidate, metric, data",
            "CASE WHEN (excluded.failure IS NULL) = (importance.failure IS NULL) THEN excluded.measured_at > importance.measured_at "
            + "ELSE excluded.failure IS NULL END"),
    ];

    /// <summary>Adds the rows of other files, all or none; the others are left as they are.</summary>
    /// <param name="target">The file that takes them; it is made where it does not exist.</param>
    /// <param name="sources">The others.</param>
    /// <param name="newer">Whether of two rows that contradict each other the newer one stays.</param>
    /// <returns>For each source what became of its rows.</returns>
    /// <exception cref="DiagnosticException">DC2111, DC2501: a source is none; DC2123: it is the target; DC2502: the target cannot be
    /// written; DC2754: rows contradict each other.</exception>
    public static ImmutableArray<MergedRows> Run(string target, ImmutableArray<string> sources, bool newer = false)
    {
        foreach (var source in sources)
        {
            if (FileIdentity.AreSame(source, target))
            {
                throw DiagnosticCatalog.TableMergedWithItself.Error(source);
            }

            TableFile.OpenToRead(source).Dispose();
        }

        using var file = TableFile.OpenToWrite(target);
        for (var index = 0; index < sources.Length; index++)
        {
            file.Attach(sources[index], $"source{index}");
        }

        return file.Atomically(() =>
        {
            var merged = sources.Select((source, index) => Add(file, source, $"source{index}", newer)).ToImmutableArray();
            for (var index = 0; index < sources.Length; index++)
            {
                TakeDoubts(file, $"source{index}");
            }

            file.Execute(TableDoubts.DoubtNoisyRows);
            return merged;
        });
    }

    /// <summary>What is known against rows is known of them elsewhere, too: importances depend on how often they were measured anew.</summary>
    private static void TakeDoubts(TableFile file, string name)
    {
        if (file.Rows(TableDoubts.CountIn(name), row => row.GetInt32(0))[0] > 0)
        {
            file.Execute($"INSERT OR IGNORE INTO main.{TableDoubts.Name} SELECT * FROM {name}.{TableDoubts.Name}");
        }
    }

    private static MergedRows Add(TableFile file, string source, string name, bool newer)
    {
        if (!newer)
        {
            CheckContradiction(file, source, name);
        }

        var (all, added, replaced) = (0, 0, 0);
        foreach (var (table, key, isBetter) in Tables)
        {
            // A file of an older version may lack columns.
            var columns = Columns(file, name, table).Intersect(Columns(file, "main", table)).ToList();
            var list = string.Join(", ", columns);
            var rest = columns.Except(key.Split(", ")).Select(column => $"{column}=excluded.{column}");
            var before = Count(file, "main", table);
            var changed = file.Execute(
                $"INSERT INTO main.{table} ({list}) SELECT {list} FROM {name}.{table} WHERE true "
                + $"ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", rest)} WHERE {isBetter}");
            var grown = Count(file, "main", table) - before;
            (all, added, replaced) = (all + Count(file, name, table), added + grown, replaced + changed - grown);
        }

        return new MergedRows(source, added, replaced, all - added - replaced);
    }

    /// <summary>
    /// Importances of one key that another version or machine found, and otherwise: one table would mix what cannot be compared. Rows of files
    /// from before provenance was kept are taken as they are.
    /// </summary>
    private static void CheckContradiction(TableFile file, string source, string name)
    {
        if (!Columns(file, name, "importance").Contains("provenance"))
        {
            return;
        }

        var found = file.Rows(
            "SELECT mine.candidate, mine.change, mine.provenance, theirs.change, theirs.provenance FROM main.importance AS mine "
            + $"JOIN {name}.importance AS theirs USING (model, candidate, metric, data) WHERE mine.failure IS NULL AND theirs.failure IS NULL "
            + "AND mine.provenance <> theirs.provenance AND (mine.change <> theirs.change OR mine.fit_error IS NOT theirs.fit_error) LIMIT 1",
            row => DiagnosticCatalog.TableRowsContradict.Error(
                source, row.GetString(0), Figure(row.GetDouble(1)), row.GetString(2), Figure(row.GetDouble(3)), row.GetString(4)));
        if (found is [var contradiction, ..])
        {
            throw contradiction;
        }
    }

    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static ImmutableArray<string> Columns(TableFile file, string name, string table) =>
        file.Rows($"SELECT name FROM pragma_table_info('{table}', '{name}')", row => row.GetString(0));

    private static int Count(TableFile file, string name, string table) =>
        file.Rows($"SELECT COUNT(*) FROM {name}.{table}", row => row.GetInt32(0))[0];
}
