using System.Globalization;
using System.Text;

namespace DepthCompress.GraphIR;

/// <summary>Reads one line of <c>.dcir</c> from left to right; every complaint bears the line and the column.</summary>
internal sealed class TextScanner(string line, int number)
{
    private int position;

    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return position == line.Length || line[position] == '#';
        }
    }

    /// <summary>Whether a name can be written without quotes.</summary>
    public static bool IsBare(string name) => name.Length > 0 && name.All(IsNameCharacter) && name != "_";

    /// <summary>A name as it is written.</summary>
    public static string Quoted(string name) => IsBare(name) ? name : Quote(name);

    /// <summary>Text in quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }

    public DiagnosticException Fail(string problem) => DiagnosticCatalog.TextSyntax.Error(null, number, position + 1, problem);

    public DiagnosticException FailAt(int column, string problem) => DiagnosticCatalog.TextSyntax.Error(null, number, column, problem);

    /// <summary>The column of what comes next, from 1.</summary>
    public int Column()
    {
        SkipSpace();
        return position + 1;
    }

    public bool Sees(string text)
    {
        SkipSpace();
        return line.AsSpan(position).StartsWith(text, StringComparison.Ordinal);
    }

    public bool TryTake(string text)
    {
        if (!Sees(text))
        {
            return false;
        }

        position += text.Length;
        return true;
    }

    /// <summary>A word followed by the end, a space or punctuation.</summary>
    public bool TryTakeWord(string word)
    {
        if (!Sees(word) || (position + word.Length < line.Length && IsNameCharacter(line[position + word.Length])))
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    public void Expect(string text)
    {
        if (!TryTake(text))
        {
            throw Fail($"expected '{text}'{Found()}");
        }
    }

    public void ExpectEnd()
    {
        if (!IsAtEnd)
        {
            throw Fail($"expected the end of the line{Found()}");
        }
    }

    public bool SeesName() => !IsAtEnd && (line[position] == '"' || IsNameCharacter(line[position]));

    public bool SeesText() => Sees("\"");

    public bool SeesNumber()
    {
        var rest = IsAtEnd ? [] : line.AsSpan(position);
        return rest is ['-', var digit, ..] && (char.IsAsciiDigit(digit) || rest[1..].StartsWith("inf", StringComparison.Ordinal))
            || rest is [>= '0' and <= '9', ..] || IsWord(rest, "inf") || IsWord(rest, "nan");
    }

    /// <summary>Whether an element type and its axes come next.</summary>
    public bool SeesType()
    {
        SkipSpace();
        var length = 0;
        while (position + length < line.Length && IsNameCharacter(line[position + length]))
        {
            length++;
        }

        return position + length < line.Length && line[position + length] == '['
            && ElementTypes.FromText(line.Substring(position, length)) is not null;
    }

    /// <summary>A name, in quotes or bare.</summary>
    public string Name(string what)
    {
        if (SeesText())
        {
            return Text();
        }

        var start = position;
        while (position < line.Length && IsNameCharacter(line[position]))
        {
            position++;
        }

        return position > start ? line[start..position] : throw Fail($"expected {what}{Found()}");
    }

    public string Text()
    {
        Expect("\"");
        var text = new StringBuilder();
        for (; position < line.Length && line[position] != '"'; position++)
        {
            if (line[position] != '\\')
            {
                text.Append(line[position]);
            }
            else if (line.AsSpan(position) is ['\\', 'u', var a, var b, var c, var d, ..]
                && ushort.TryParse([a, b, c, d], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                position += 5;
            }
            else if (line.AsSpan(position) is ['\\', '"' or '\\', ..])
            {
                text.Append(line[++position]);
            }
            else
            {
                throw Fail("expected \\\", \\\\ or \\u and four hexadecimal digits");
            }
        }

        Expect("\"");
        return text.ToString();
    }

    /// <summary>A number, and the integer that it is where it is written as one.</summary>
    public (long? Integer, double Number) Number()
    {
        SkipSpace();
        var start = position;
        if (position < line.Length && line[position] == '-')
        {
            position++;
        }

        while (position < line.Length && (char.IsAsciiLetterOrDigit(line[position]) || line[position] is '.' or '+'
            || (line[position] == '-' && line[position - 1] is 'e' or 'E')))
        {
            position++;
        }

        var text = line[start..position];
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return (integer, integer);
        }

        double? number = text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
        };
        position = number is null ? start : position;
        return (null, number ?? throw Fail($"expected a number{Found()}"));
    }

    public int Size(string what)
    {
        var column = Column();
        return Number().Integer is >= 0 and <= int.MaxValue and { } size ? (int)size : throw FailAt(column, $"expected {what}");
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '/' or '+' or '$' or '|';

    private static bool IsWord(ReadOnlySpan<char> rest, string word) =>
        rest.StartsWith(word, StringComparison.Ordinal) && (rest.Length == word.Length || !IsNameCharacter(rest[word.Length]));

    private void SkipSpace()
    {
        while (position < line.Length && char.IsWhiteSpace(line[position]))
        {
            position++;
        }
    }

    private string Found() => IsAtEnd ? ", found the end of the line" : $", found '{line[position]}'";
}
