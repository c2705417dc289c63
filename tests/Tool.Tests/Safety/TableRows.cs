using Microsoft.Data.Sqlite;

namespace DepthCompress.Tool.Tests;

/// <summary>A table file as another program sees it.</summary>
internal static class TableRows
{
    /// <summary>What the database says about itself: <c>ok</c>, or what is wrong.</summary>
    internal static string HealthOf(string path) => Assert.Single(Query(path, "PRAGMA integrity_check"));

    /// <summary>Every finished row with all that it says, the time it was found included; none where there is no file yet.</summary>
    internal static string[] Of(string path) => !File.Exists(path) ? []
        : [.. new[] { "latency", "importance" }.Where(table => Query(path, $"SELECT name FROM sqlite_master WHERE name='{table}'").Length > 0)
            .SelectMany(table => Query(path, $"SELECT * FROM {table}").Select(row => $"{table} {row}"))];

    /// <summary>The latencies that the next run may measure anew.</summary>
    internal static string[] InDoubt(string path) =>
        Query(path, "SELECT name FROM sqlite_master WHERE name='doubt'").Length == 0 ? []
            : [.. Query(path, "SELECT latency.* FROM latency JOIN doubt USING (signature, device, provider, engine, threads, level) WHERE is_open")
                .Select(row => $"latency {row}")];

    private static string[] Query(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => $"{reader.GetValue(column)}")));
        }

        return [.. rows];
    }
}
