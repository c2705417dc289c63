using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DepthCompress.Fuzz;

/// <summary>Changes to text: numbers become strange ones, words and lines are repeated, left out, exchanged.</summary>
internal static partial class TextMutator
{
    public static ImmutableArray<string> Numbers { get; } =
    [
        "0", "-1", "1", "2", "255", "256", "65536", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "1e308", "1e309", "-1e999", "1e-400", "0.1", "NaN", "inf", "-0", "00", "1" + new string('0', 400),
    ];

    private static readonly string[] Characters =
        ["\"", "'", ",", "{", "}", "[", "]", "(", ")", "\\", "\n", "\0", "\u202e", "\ud83d", "%", "@", "=", ":", "#", "\t", "\u001b[2J", "../"];

    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        if (random.Next(8) is 0)
        {
            return ByteMutator.Change(bytes, other, random);
        }

        var text = Encoding.UTF8.GetString(bytes);
        for (var change = random.Next(3); change >= 0; change--)
        {
            text = Once(text, Encoding.UTF8.GetString(other), random);
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string Once(string text, string other, Random random) => random.Next(8) switch
    {
        0 or 1 => Exchanged(text, Number(), random, _ => Numbers[random.Next(Numbers.Length)]),
        2 => Exchanged(text, Word(), random, _ => AnyOf(Word(), random.Next(2) is 0 ? text : other, random)),
        3 => Exchanged(text, Word(), random, word => word + word),
        4 => Exchanged(text, Line(), random, line => random.Next(2) is 0 ? "" : $"{line}\n{line}"),
        5 => Exchanged(text, Line(), random, _ => AnyOf(Line(), other, random)),
        6 => Exchanged(text, Number(), random,
            number => long.TryParse(number, CultureInfo.InvariantCulture, out var value) ? $"{unchecked(value + random.Next(-2, 3))}" : number),
        _ => Inserted(text, random),
    };

    private static string Inserted(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var what = Characters[random.Next(Characters.Length)];
        return text.Insert(at, random.Next(16) is 0 ? string.Concat(Enumerable.Repeat(what, random.Next(2000))) : what);
    }

    private static string Exchanged(string text, Regex pattern, Random random, Func<string, string> with)
    {
        var count = pattern.Count(text);
        if (count is 0)
        {
            return text;
        }

        var chosen = random.Next(count);
        return pattern.Replace(text, match => chosen-- is 0 ? with(match.Value) : match.Value);
    }

    private static string AnyOf(Regex pattern, string text, Random random) =>
        pattern.Matches(text) is { Count: > 0 } matches ? matches[random.Next(matches.Count)].Value : "";

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_.]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[^\n]+")]
    private static partial Regex Line();
}
