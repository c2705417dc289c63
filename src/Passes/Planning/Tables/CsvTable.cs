using System.Globalization;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes.Planning;

/// <summary>
/// The comma-separated text the published programs exchange: a header, decimal points, quotes around a field that holds commas, line
/// feeds. Columns are found by name; what is wrong is said with its line.
/// </summary>
internal sealed class CsvTable
{
    private readonly string? _file;
    private readonly List<string> _header;
    private readonly List<(int Line, List<string> Fields)> _rows = [];

    /// <summary>Reads a table that has at least <paramref name="columns"/>.</summary>
    /// <exception cref="DiagnosticException"><see cref="DiagnosticCatalog.MalformedTable"/>.</exception>
    internal CsvTable(string text, string? file, params ReadOnlySpan<string> columns)
    {
        _file = file;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        _header = Split(lines[0], 1);
        foreach (var column in columns)
        {
            if (!_header.Contains(column))
            {
                throw Error(1, $"there is no column '{column}'");
            }
        }

        for (var index = 1; index < lines.Length; index++)
        {
            if (lines[index].Length > 0)
            {
                var fields = Split(lines[index], index + 1);
                _rows.Add(fields.Count == _header.Count
                    ? (index + 1, fields)
                    : throw Error(index + 1, $"{fields.Count} fields where the header has {_header.Count}"));
            }
        }
    }

    internal int Count => _rows.Count;

    internal bool Has(string column) => _header.Contains(column);

    /// <summary>Whether every row has something in a column.</summary>
    internal bool IsFilled(string column)
    {
        var index = _header.IndexOf(column);
        return _rows.All(row => row.Fields[index].Length > 0);
    }

    /// <summary>Says that none of some columns is there.</summary>
    internal DiagnosticException Lacks(string columns) => Error(1, $"there is no filled column '{columns}'");

    internal int Integer(int row, string column) =>
        int.TryParse(Field(row, column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(row, column, "an integer");

    internal double Number(int row, string column) =>
        double.TryParse(Field(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(row, column, "a number");

    internal bool Flag(int row, string column) => Field(row, column) switch
    {
        "1" or "True" => true,
        "0" or "False" => false,
        _ => throw Wrong(row, column, "0, 1, True or False"),
    };

    /// <summary>A list such as <c>0,1,4</c>, or a printed tuple: <c>(1,)</c>, <c>(9, 10)</c>, <c>()</c>.</summary>
    internal ImmutableArray<int> List(int row, string column)
    {
        var items = Field(row, column).Trim('(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. items.Select(item => int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Wrong(row, column, "a list of integers")),
        ];
    }

    /// <summary>The number of a layer, from 1 on.</summary>
    internal int Position(int row, string column) =>
        Integer(row, column) is > 0 and var position ? position : throw Wrong(row, column, "a number from 1 on");

    /// <summary>The run of convolutions in the columns <c>st</c> and <c>end</c>.</summary>
    internal Segment Segment(int row)
    {
        var segment = new Segment(Integer(row, "st"), Integer(row, "end"));
        return segment.Start >= 0 && segment.Start < segment.End
            ? segment
            : throw Error(_rows[row].Line, $"a segment from {segment.Start} to {segment.End} holds nothing");
    }

    /// <summary>The rows, each read by <paramref name="read"/>; no two with the same key.</summary>
    internal ImmutableArray<T> Read<T, TKey>(Func<int, T> read, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        var rows = ImmutableArray.CreateBuilder<T>(Count);
        for (var index = 0; index < Count; index++)
        {
            var row = read(index);
            rows.Add(seen.Add(key(row)) ? row : throw Error(_rows[index].Line, $"a second row for {key(row)}"));
        }

        return rows.MoveToImmutable();
    }

    /// <summary>
    /// A number as the published files write it: the fewest digits that read back the same, and always a point or an exponent.
    /// </summary>
    internal static string Write(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E') ? text.Replace('E', 'e') : text.Contains('.') ? text : $"{text}.0";
    }

    internal static string Write(bool value) => value ? "True" : "False";

    private string Field(int row, string column) => _rows[row].Fields[_header.IndexOf(column)];

    private DiagnosticException Wrong(int row, string column, string expected) =>
        Error(_rows[row].Line, $"column '{column}' holds '{Field(row, column)}' instead of {expected}");

    private DiagnosticException Error(int line, string what) => DiagnosticCatalog.MalformedTable.Error(_file, line, what);

    private List<string> Split(string line, int number)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return quoted ? throw Error(number, "a quote is opened and not closed") : fields;
    }
}
