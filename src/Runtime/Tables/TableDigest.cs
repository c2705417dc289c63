using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Tables;

/// <summary>
/// Names a state of the tables: the rows about one model and one machine that were there at a time, by their figures. Rows that come later
/// do not change it.
/// </summary>
/// <param name="Digest">SHA-256 of the rows, in lower-case hexadecimal digits.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Until">When the last one was found.</param>
public sealed record TableDigest(string Digest, int Rows, DateTimeOffset Until)
{
    private const char Separator = '\u001f';

    /// <summary>Looks at a table file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The digest of the model whose importances count.</param>
    /// <param name="machine">Whose latencies count.</param>
    /// <param name="until">Rows found later do not count; null for all.</param>
    /// <returns>Null where there are no such rows.</returns>
    /// <exception cref="DiagnosticException">The file is missing or no table file.</exception>
    public static TableDigest? Of(string path, string model, MachineIdentity machine, DateTimeOffset? until = null)
    {
        using var file = TableFile.OpenToRead(path);
        var rows = Latencies(file, machine).Concat(Importances(file, model)).Where(row => row.At <= (until ?? DateTimeOffset.MaxValue))
            .OrderBy(row => row.Text, StringComparer.Ordinal).ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (text, _) in rows)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
        }

        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), rows.Length, until ?? rows.Max(row => row.At));
    }

    private static IEnumerable<(string Text, DateTimeOffset At)> Latencies(TableFile file, MachineIdentity machine) =>
        from row in file.Rows(
            "SELECT device, provider, engine, threads, level, signature, median, half_width, p10, p10_half_width, noise, measured_at FROM latency",
            reader => (
                Machine: new MachineIdentity(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4)),
                Text: Join("latency", reader.GetString(5), Number(reader.GetDouble(6)), Number(reader.GetDouble(7)), Number(reader.GetDouble(8)),
                    Number(reader.GetDouble(9)), reader.GetString(10)),
                At: Time(reader.GetString(11))))
        where row.Machine == machine
        select (row.Text, row.At);

    private static IEnumerable<(string Text, DateTimeOffset At)> Importances(TableFile file, string model) =>
        from row in file.Rows(
            "SELECT model, candidate, metric, data, change, fit_error, failure, measured_at FROM importance",
            reader => (
                Model: reader.GetString(0),
                Text: Join("importance", reader.GetString(1), reader.GetString(2), reader.GetString(3), Number(reader.GetDouble(4)),
                    reader.IsDBNull(5) ? "" : Number(reader.GetDouble(5)), reader.IsDBNull(6) ? "" : reader.GetString(6)),
                At: Time(reader.GetString(7))))
        where row.Model == model
        select (row.Text, row.At);

    private static string Join(params ReadOnlySpan<string> parts) => string.Join(Separator, parts);

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
