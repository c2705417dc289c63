namespace DepthCompress.Report;

/// <summary>
/// A chain of layers as two lanes, the original above the result, in as many rows as it takes. What becomes of a layer shows in color and in a sign;
/// what a decision covers stands below it as one box.
/// </summary>
internal sealed class LayerMapDrawing(ReportBlock.LayerMap map)
{
    private const int PerRow = 28;
    private const double Box = 25;
    private const double Pitch = 31;
    private const double Left = 58;
    private const double RowHeight = 136;
    private const double Before = 44;
    private const double After = 92;
    private const double Legend = 30;

    private static readonly ImmutableArray<string> Fates = ["kept", "composed", "fitted", "absorbed", "dropped", "narrowed", "factored"];

    private ImmutableArray<LayerFacts> Layers => map.Chain.Layers;

    /// <summary>The drawing.</summary>
    internal string Draw()
    {
        var rows = Rows();
        var width = Left + (Math.Min(PerRow, Math.Max(Layers.Length, 18)) * Pitch) + 4;
        var counts = string.Join(", ", Fates.Select(fate => (Fate: fate, Count: Layers.Count(layer => layer.Fate == fate)))
            .Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.Fate}"));
        var svg = new Svg(width, Legend + (rows.Length * RowHeight), $"Layer map: {Layers.Length} layers, {counts}");
        DrawLegend(svg);
        for (var row = 0; row < rows.Length; row++)
        {
            DrawRow(svg, rows[row].From, rows[row].To, Legend + (row * RowHeight));
        }

        return svg.Close();
    }

    /// <summary>Rows end between decisions where they can, best where no addition is cut either.</summary>
    private ImmutableArray<(int From, int To)> Rows()
    {
        var rows = ImmutableArray.CreateBuilder<(int, int)>();
        for (var from = 0; from < Layers.Length;)
        {
            var last = Math.Min(from + PerRow, Layers.Length);
            var ends = Enumerable.Range(from + 1, last - from).Reverse().ToArray();
            var to = last == Layers.Length ? last : ends.FirstOrDefault(end => IsBetween(end) && !map.Chain.Skips.Any(skip => skip.From < end && end < skip.To),
                ends.FirstOrDefault(IsBetween, last));
            rows.Add((from, to));
            from = to;
        }

        return rows.ToImmutable();
    }

    private bool IsBetween(int end) => Layers[end - 1].Segment is not { } segment || Layers[end].Segment != segment;

    private void DrawLegend(Svg svg)
    {
        var x = 2.0;
        foreach (var fate in Fates.Where(fate => Layers.Any(layer => layer.Fate == fate)))
        {
            svg.Box($"layer f-{fate}", x, 2, 18, 18);
            svg.Label(x + 9, 15.5, "middle", SignOf(fate), "sign");
            svg.Label(x + 25, 15.5, "start", fate);
            x += 42 + (7.2 * fate.Length);
        }
    }

    private void DrawRow(Svg svg, int from, int to, double top)
    {
        svg.Label(2, top + Before + 17, "start", "before", "lane");
        svg.Label(2, top + After + 17, "start", "after", "lane");
        foreach (var (start, end, shortcut) in map.Chain.Skips.Where(skip => from <= skip.From && skip.To <= to))
        {
            var (x1, x2) = (At(start - from) - 3, At(end - from) - 3);
            var height = Math.Min(30, 9 + (3 * (end - start)));
            svg.Path($"skip {shortcut}", $"M{x1:0.#} {top + Before - 4:0.#}C{x1:0.#} {top + Before - height:0.#} {x2:0.#} {top + Before - height:0.#} {x2:0.#} {top + Before - 4:0.#}");
        }

        for (var index = from; index < to; index++)
        {
            var layer = Layers[index];
            var x = At(index - from);
            svg.Box($"layer spot f-{layer.Fate}", x, top + Before, Box, 25, $"{index + 1}. {layer.Name} ({layer.Form}): {layer.Fate}. {layer.Why}");
            svg.Label(x + (Box / 2), top + Before + 17, "middle", SignOf(layer.Fate), "sign");
            if (index == from || (index + 1) % 5 == 0)
            {
                svg.Label(x + (Box / 2), top + Before + 37, "middle", $"{index + 1}", "number");
            }
        }

        DrawAfter(svg, from, to, top + After);
    }

    private void DrawAfter(Svg svg, int from, int to, double y)
    {
        svg.Path("flow", $"M{At(0) - 4:0.#} {y + 12.5:0.#}H{At(to - from) - 2:0.#}");
        for (var index = from; index < to;)
        {
            var end = index + 1;
            while (end < to && Layers[index].Segment is { } segment && Layers[end].Segment == segment)
            {
                end++;
            }

            DrawResult(svg, index, end, At(index - from), y);
            index = end;
        }
    }

    private void DrawResult(Svg svg, int index, int end, double x, double y)
    {
        var width = ((end - index) * Pitch) - (Pitch - Box);
        if (Layers[index].Segment is not { } segment)
        {
            svg.Box("layer spot f-kept", x, y, width, 25, $"{index + 1}. {Layers[index].Name}: kept");
            return;
        }

        var fate = Layers[index..end].Select(layer => layer.Fate).FirstOrDefault(fate => fate != "kept", "kept");
        var decision = segment >= 0 && segment < map.Decisions.Length ? map.Decisions[segment] : fate;
        if (Layers[index..end].All(layer => layer.Fate == "dropped"))
        {
            svg.Box("gone", x, y + 3, width, 19, $"layers {index + 1} to {end}: {decision}");
        }
        else
        {
            svg.Box($"layer spot f-{fate}", x, y, width, 25, $"layers {index + 1} to {end}: {decision}");
            var words = decision.Split(',')[0];
            svg.Label(x + (width / 2), y + 16.5, "middle", words.Length * 6.3 < width - 6 ? words : SignOf(fate), "made");
        }
    }

    private static double At(int place) => Left + (place * Pitch);

    private static string SignOf(string fate) => fate switch
    {
        "composed" => "C",
        "fitted" => "F",
        "absorbed" => "A",
        "dropped" => "\u00d7",
        "narrowed" => "N",
        "factored" => "R",
        _ => "",
    };
}
