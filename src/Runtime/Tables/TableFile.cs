using System.Globalization;
using DepthCompress.GraphIR;
using Microsoft.Data.Sqlite;

namespace DepthCompress.Runtime.Tables;

/// <summary>A table file as a database, for what concerns all of its rows.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly string path;

    private TableFile(SqliteConnection connection, string path) => (this.connection, this.path) = (connection, path);

    /// <summary>Opens a file that exists, and never writes it.</summary>
    /// <exception cref="DiagnosticException">DC2111, DC2501.</exception>
    internal static TableFile OpenToRead(string path) => File.Exists(path)
        ? Open(path, SqliteOpenMode.ReadOnly)
        : throw DiagnosticCatalog.FileUnreadable.Error(path, PlainFile.IsHidden(path) ? PlainFile.Hidden : "there is no such file");

    /// <summary>Opens a file, or makes it with its folder.</summary>
    /// <exception cref="DiagnosticException">DC2501, DC2502.</exception>
    internal static TableFile OpenToWrite(string path)
    {
        TableStore.Open(path).Dispose();
        return Open(path, SqliteOpenMode.ReadWrite);
    }

    /// <summary>The rows of a query.</summary>
    internal ImmutableArray<T> Rows<T>(string sql, Func<SqliteDataReader, T> read) => Guarded(() =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = ImmutableArray.CreateBuilder<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows.ToImmutable();
    });

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return Guarded(command.ExecuteNonQuery);
    }

    /// <summary>Makes the tables of another file readable under a name.</summary>
    internal void Attach(string other, string name) => Execute($"ATTACH DATABASE $path AS {name}", ("$path", $"{UriOf(other)}?mode=ro{(IsFrozen(other) ? "&immutable=1" : "")}"));

    /// <summary>Does all of something or nothing.</summary>
    internal T Atomically<T>(Func<T> work)
    {
        using var transaction = Guarded(() => connection.BeginTransaction());
        var result = work();
        Guarded(() =>
        {
            transaction.Commit();
            return 0;
        });
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private static TableFile Open(string path, SqliteOpenMode mode)
    {
        // Only where the file itself is named as a URI may files be attached by one, and so be attached to read.
        TableSchema.CheckPlain(path);
        var source = UriOf(path) + (mode is SqliteOpenMode.ReadOnly && IsFrozen(path) ? "?immutable=1" : "");
        var text = new SqliteConnectionStringBuilder { DataSource = source, DefaultTimeout = 60, Pooling = false, Mode = mode };
        var file = new TableFile(new SqliteConnection(text.ToString()), path);
        try
        {
            return file.Guarded(() =>
            {
                file.connection.Open();
                file.Check();
                return file;
            });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string UriOf(string path) =>
        $"file:{string.Join('/', Path.GetFullPath(path).Replace('\\', '/').Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>
    /// Whether nobody writes the file, and it or its folder may not be written: SQLite would want files beside it to read it, and leave some there that keep
    /// its owner from writing.
    /// </summary>
    private static bool IsFrozen(string path) => !(File.Exists($"{path}-wal") && new FileInfo($"{path}-wal").Length > 0)
        && (IsReadOnly(path) || IsReadOnly(Path.GetDirectoryName(Path.GetFullPath(path))!));

    private static bool IsReadOnly(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

    private void Check()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version is < 1 or > TableStore.FormatVersion)
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, version < 1 ? "it is not a table file"
                : $"it has format {version}, this version knows {TableStore.FormatVersion}");
        }

        TableSchema.Check(connection, path);
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw TableStore.Explain(error, path);
        }
        catch (Exception problem) when (problem is InvalidCastException or FormatException or OverflowException)
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, $"a row holds something else than it should: {problem.Message.TrimEnd('.')}");
        }
    }
}
