using DepthCompress.GraphIR;
using Microsoft.Data.Sqlite;

namespace DepthCompress.Runtime.Tables;

/// <summary>
/// A table file may come from anywhere, and a database can hold programs: a view in the place of a table, or a trigger, runs when the table
/// is read or written, as long as it likes.
/// </summary>
internal static class TableSchema
{
    /// <summary>Longer rows are none of ours.</summary>
    private const int LongestValue = 1 << 20;

    /// <summary>Makes the connection wary, and refuses files that hold more than tables.</summary>
    /// <exception cref="DiagnosticException">DC2501.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        Scalar(connection, "PRAGMA trusted_schema=OFF");
        Scalar(connection, "PRAGMA cell_size_check=ON");
        SQLitePCL.raw.sqlite3_limit(connection.Handle, SQLitePCL.raw.SQLITE_LIMIT_LENGTH, LongestValue);
        if (Scalar(connection, "SELECT type FROM sqlite_master WHERE type IN ('view', 'trigger') OR sql LIKE '%VIRTUAL TABLE%' LIMIT 1") is string what)
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, $"it holds a {what}, which no table file does");
        }
    }

    /// <summary>Refuses what SQLite would wait for without end.</summary>
    /// <exception cref="DiagnosticException">DC2501.</exception>
    public static void CheckPlain(string path)
    {
        if (File.Exists(path) && !FileIdentity.IsPlain(path))
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, PlainFile.Refusal);
        }
    }

    /// <summary>The same of a file that is to be written, and what may not be: SQLite would leave files beside it that keep its owner from writing.</summary>
    /// <exception cref="DiagnosticException">DC2501, DC2502.</exception>
    public static void CheckFile(string path)
    {
        CheckPlain(path);
        if (AtomicFile.IsProtected(path))
        {
            throw DiagnosticCatalog.TableNotWritable.Error(path, AtomicFile.Protected);
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
