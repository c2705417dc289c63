namespace DepthCompress.Report;

/// <summary>A figure for every run of layers: the first layer from top to bottom, the last one from left to right.</summary>
internal static class HeatMapDrawing
{
    private const int Levels = 7;
    private const double Margin = 34;
    private const double Most = 400;

    /// <summary>Beyond this part of all figures colors do not tell any more: a few ruined candidates would make all others look alike.</summary>
    private const double Told = 0.9;

    /// <summary>The drawing.</summary>
    internal static string Draw(ReportBlock.HeatMap map)
    {
        var cell = Math.Clamp(Most / map.Layers, 3, 22);
        var side = cell * map.Layers;
        var least = Math.Max(side, 190);
        var svg = new Svg(Margin + least + 6, Margin + least + 6, $"{map.Title}: {map.Cells.Length} runs of layers");
        var limit = LimitOf(map);
        DrawAxes(svg, map.Layers, cell);
        foreach (var (first, last, value, text, _) in map.Cells)
        {
            svg.Box($"cell spot {LevelOf(value, limit)}", Margin + (last * cell), Margin + (first * cell), cell - 0.5, cell - 0.5, text);
        }

        foreach (var (first, last, _, text, _) in map.Cells.Where(one => one.IsChosen))
        {
            svg.Box("chosen spot", Margin + (last * cell), Margin + (first * cell), cell - 0.5, cell - 0.5, $"chosen; {text}");
        }

        DrawLegend(svg, map, limit, Margin + least);
        return svg.Close();
    }

    private static double LimitOf(ReportBlock.HeatMap map)
    {
        var sizes = map.Cells.Select(one => Math.Abs(one.Value)).Where(double.IsFinite).Order().ToArray();
        return sizes.Length == 0 ? 1 : Math.Max(1e-9, sizes[(int)(Told * (sizes.Length - 1))]);
    }

    private static string LevelOf(double value, double limit)
    {
        var level = double.IsFinite(value) ? Math.Clamp((int)Math.Ceiling(Math.Abs(value) / limit * Levels), value == 0 ? 0 : 1, Levels) : 0;
        return !double.IsFinite(value) ? "none" : level == 0 ? "even" : value > 0 ? $"good{level}" : $"bad{level}";
    }

    private static void DrawAxes(Svg svg, int layers, double cell)
    {
        svg.Label(Margin, 12, "start", "last layer", "axis-title");
        svg.Label(2, Margin - 6, "start", "first", "axis-title");
        var step = new[] { 1, 2, 5, 10, 20, 50, 100, 200 }.First(step => step * cell >= 22 || step == 200);
        for (var layer = step; layer <= layers; layer += step)
        {
            svg.Label(Margin + ((layer - 0.5) * cell), Margin - 6, "middle", $"{layer}", "number");
            svg.Label(Margin - 5, Margin + ((layer - 0.5) * cell) + 4, "end", $"{layer}", "number");
        }
    }

    /// <summary>In the corner that is always empty: no run ends before it begins.</summary>
    private static void DrawLegend(Svg svg, ReportBlock.HeatMap map, double limit, double bottom)
    {
        const double Swatch = 11;
        var y = bottom - 34;
        for (var level = -Levels; level <= Levels; level++)
        {
            var name = level < 0 ? $"bad{-level}" : level == 0 ? "even" : $"good{level}";
            svg.Box($"cell {name}", Margin + 4 + ((level + Levels) * Swatch), y, Swatch, 12);
        }

        svg.Label(Margin + 4, y + 26, "start", map.Spell(-limit), "number");
        svg.Label(Margin + 4 + (((2 * Levels) + 1) * Swatch), y + 26, "end", map.Spell(limit), "number");
        svg.Box("chosen", Margin + 4, y - 22, 11, 11);
        svg.Label(Margin + 21, y - 12, "start", "in the plan", "number");
    }
}
