using System.Globalization;
using DepthCompress.GraphIR;
using Microsoft.Data.Sqlite;

namespace DepthCompress.Runtime.Tables;

/// <summary>
/// The tables in one SQLite file. Every saved row is a transaction of its own, durable when <c>Save</c> returns; several processes may
/// share the file
/// (write-ahead log, and a busy writer is waited for).
/// </summary>
public sealed class TableStore : ITableStore, IDisposable
{
    internal const int FormatVersion = 1;
    private readonly SqliteConnection connection;
    private readonly string path;
    private readonly TableUse use;

    private TableStore(SqliteConnection connection, string path, TableUse use) => (this.connection, this.path, this.use) = (connection, path, use);

    /// <summary>Opens a table file, or makes it with its folder.</summary>
    /// <exception cref="DiagnosticException">DC2501: not a table file, or of a newer format; DC2502: it cannot be written.</exception>
    public static TableStore Open(string path, TableUse? use = null)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            TableSchema.CheckFile(path);
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 60, Pooling = false }.ToString());
            var store = new TableStore(connection, path, use ?? new TableUse());
            try
            {
                connection.Open();
                store.Prepare();
                return store;
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
        catch (SqliteException error)
        {
            throw Explain(error, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.TableNotWritable.Error(path, error.Message);
        }
    }

    /// <inheritdoc/>
    public LatencyRow? Find(LatencyKey key) => Read(
        "SELECT description, median, half_width, p10, p10_half_width, noise, measured_at FROM latency "
        + $"WHERE {TableDoubts.IsKey}",
        command => Bind(command, key),
        reader => new LatencyRow(
            key,
            reader.GetString(0),
            new LatencyEstimate(
                reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3), reader.GetDouble(4), [],
                    Enum.Parse<NoiseVerdict>(reader.GetString(5))),
            Time(reader.GetString(6))));

    /// <inheritdoc/>
    public void Save(LatencyRow row) => Write(
        "INSERT OR REPLACE INTO latency VALUES ($signature, $device, $provider, $engine, $threads, $level, $description, "
        + "$median, $half, $p10, $p10half, $noise, $at)",
        command =>
        {
            Bind(command, row.Key);
            command.Parameters.AddWithValue("$description", row.Description);
            command.Parameters.AddWithValue("$median", row.Estimate.Median);
            command.Parameters.AddWithValue("$half", row.Estimate.HalfWidth);
            command.Parameters.AddWithValue("$p10", row.Estimate.P10);
            command.Parameters.AddWithValue("$p10half", row.Estimate.P10HalfWidth);
            command.Parameters.AddWithValue("$noise", row.Estimate.Noise.ToString());
            command.Parameters.AddWithValue("$at", row.MeasuredAt.ToString("O", CultureInfo.InvariantCulture));
        });

    /// <summary>Saves rows, all or none.</summary>
    public void SaveAll(IEnumerable<LatencyRow> rows)
    {
        Write("BEGIN IMMEDIATE", _ => { });
        try
        {
            foreach (var row in rows)
            {
                Save(row);
            }

            Write("COMMIT", _ => { });
        }
        catch
        {
            Write("ROLLBACK", _ => { });
            throw;
        }
    }

    /// <inheritdoc/>
    public LatencyDoubt DoubtOf(LatencyKey key) => Read(
        $"SELECT tries, is_open FROM {TableDoubts.Name} WHERE {TableDoubts.IsKey}",
        command => Bind(command, key),
        reader => new DoubtRow(new LatencyDoubt(reader.GetInt32(0), reader.GetBoolean(1))))?.Doubt ?? default;

    /// <inheritdoc/>
    public void Save(LatencyKey key, LatencyDoubt doubt) => Write(
        $"INSERT OR REPLACE INTO {TableDoubts.Name} VALUES ($signature, $device, $provider, $engine, $threads, $level, $tries, $open)",
        command =>
        {
            Bind(command, key);
            command.Parameters.AddWithValue("$tries", doubt.Tries);
            command.Parameters.AddWithValue("$open", doubt.IsOpen);
        });

    /// <inheritdoc/>
    public ImportanceRow? Find(ImportanceKey key) => Read(
        "SELECT change, fit_error, seconds, measured_at, failure, steps, attempts, stopped_early, retried FROM importance "
        + "WHERE model=$model AND candidate=$candidate AND metric=$metric AND data=$data",
        command => Bind(command, key),
        reader => new ImportanceRow(
            key,
            reader.GetDouble(0),
            reader.IsDBNull(1) ? null : reader.GetDouble(1),
            reader.GetDouble(2),
            Time(reader.GetString(3)),
            reader.IsDBNull(4) ? null : reader.GetString(4))
        {
            Training = reader.IsDBNull(5) ? null
                : new RowTraining(reader.GetInt64(5), reader.GetInt32(6), reader.GetBoolean(7), reader.IsDBNull(8) ? null : reader.GetString(8)),
        });

    /// <inheritdoc/>
    public void Save(ImportanceRow row) => Write(
        "INSERT OR REPLACE INTO importance (model, candidate, metric, data, change, fit_error, seconds, measured_at, failure, steps, attempts, "
        + "stopped_early, retried, provenance) VALUES ($model, $candidate, $metric, $data, $change, $error, $seconds, $at, $failure, $steps, $attempts, "
        + "$stopped, $retried, $provenance)",
        command =>
        {
            Bind(command, row.Key);
            command.Parameters.AddWithValue("$change", row.Change);
            command.Parameters.AddWithValue("$error", (object?)row.FitError ?? DBNull.Value);
            command.Parameters.AddWithValue("$seconds", row.Seconds);
            command.Parameters.AddWithValue("$at", row.MeasuredAt.ToString("O", CultureInfo.InvariantCulture));
            command.Parameters.AddWithValue("$failure", (object?)row.Failure ?? DBNull.Value);
            command.Parameters.AddWithValue("$steps", (object?)row.Training?.Steps ?? DBNull.Value);
            command.Parameters.AddWithValue("$attempts", (object?)row.Training?.Attempts ?? DBNull.Value);
            command.Parameters.AddWithValue("$stopped", (object?)row.Training?.StoppedEarly ?? DBNull.Value);
            command.Parameters.AddWithValue("$retried", (object?)row.Training?.Retried ?? DBNull.Value);
            command.Parameters.AddWithValue("$provenance", (object?)use.Provenance ?? DBNull.Value);
        });

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void Prepare()
    {
        using var version = Command("PRAGMA user_version");
        var found = Convert.ToInt32(version.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found > FormatVersion)
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, $"it has format {found}, this version knows {FormatVersion}");
        }

        TableSchema.Check(connection, path);
        Execute(use.IsShared ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE");
        Execute("PRAGMA synchronous=FULL");
        Execute(
            "CREATE TABLE IF NOT EXISTS latency (signature TEXT, device TEXT, provider TEXT, engine TEXT, threads INTEGER, level TEXT, "
            + "description TEXT, median REAL, half_width REAL, p10 REAL, p10_half_width REAL, noise TEXT, measured_at TEXT, "
            + "PRIMARY KEY (signature, device, provider, engine, threads, level))");
        Execute(
            "CREATE TABLE IF NOT EXISTS importance (model TEXT, candidate TEXT, metric TEXT, data TEXT, change REAL, fit_error REAL, "
            + "seconds REAL, measured_at TEXT, failure TEXT, PRIMARY KEY (model, candidate, metric, data))");
        AddColumns("importance", "steps INTEGER", "attempts INTEGER", "stopped_early INTEGER", "retried TEXT", "provenance TEXT");
        AddDoubts();
        Execute($"PRAGMA user_version={FormatVersion}");
    }

    /// <summary>A file of an earlier version knows nothing of doubts; its noisy rows are doubted once.</summary>
    private void AddDoubts()
    {
        using var count = Command(TableDoubts.Count);
        if (Convert.ToInt32(count.ExecuteScalar(), CultureInfo.InvariantCulture) == 0)
        {
            Execute("BEGIN IMMEDIATE");
            Execute(TableDoubts.Create);
            Execute(TableDoubts.DoubtNoisyRows);
            Execute("COMMIT");
        }
    }

    /// <summary>Columns that files of earlier versions lack; of two processes that open such a file at once one waits for the other.</summary>
    private void AddColumns(string table, params ImmutableArray<string> columns)
    {
        if (columns.All(Exists))
        {
            return;
        }

        Execute("BEGIN IMMEDIATE");
        foreach (var column in columns.Where(column => !Exists(column)))
        {
            Execute($"ALTER TABLE {table} ADD COLUMN {column}");
        }

        Execute("COMMIT");

        bool Exists(string column)
        {
            using var count = Command($"SELECT COUNT(*) FROM pragma_table_info('{table}') WHERE name='{column.Split(' ')[0]}'");
            return Convert.ToInt32(count.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
        }
    }

    private static void Bind(SqliteCommand command, LatencyKey key)
    {
        command.Parameters.AddWithValue("$signature", key.Signature);
        command.Parameters.AddWithValue("$device", key.Machine.Device);
        command.Parameters.AddWithValue("$provider", key.Machine.Provider);
        command.Parameters.AddWithValue("$engine", key.Machine.Engine);
        command.Parameters.AddWithValue("$threads", key.Machine.Threads);
        command.Parameters.AddWithValue("$level", key.Machine.OptimizationLevel);
    }

    private static void Bind(SqliteCommand command, ImportanceKey key)
    {
        command.Parameters.AddWithValue("$model", key.Model);
        command.Parameters.AddWithValue("$candidate", key.Candidate);
        command.Parameters.AddWithValue("$metric", key.Metric);
        command.Parameters.AddWithValue("$data", key.Data);
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    internal static DiagnosticException Explain(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        // SQLITE_CORRUPT, SQLITE_NOTADB
        11 or 26 => DiagnosticCatalog.TableUnreadable.Error(path, "it is not a table file, or it is damaged"),
        _ => DiagnosticCatalog.TableNotWritable.Error(path, error.Message),
    };

    private sealed record DoubtRow(LatencyDoubt Doubt);

    private T? Read<T>(string sql, Action<SqliteCommand> bind, Func<SqliteDataReader, T> row)
        where T : class
    {
        try
        {
            using var command = Command(sql);
            bind(command);
            using var reader = command.ExecuteReader();
            return reader.Read() ? row(reader) : null;
        }
        catch (SqliteException error)
        {
            throw Explain(error, path);
        }
        catch (Exception problem) when (problem is InvalidCastException or FormatException or ArgumentException or InvalidOperationException
            or OverflowException)
        {
            throw DiagnosticCatalog.TableUnreadable.Error(path, $"a row holds something else than it should: {problem.Message.TrimEnd('.')}");
        }
    }

    private void Write(string sql, Action<SqliteCommand> bind)
    {
        try
        {
            using var command = Command(sql);
            bind(command);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw Explain(error, path);
        }
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
