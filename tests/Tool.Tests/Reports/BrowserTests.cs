using System.Text.Json;

namespace DepthCompress.Tool.Tests;

/// <summary>Reports of real runs as a browser shows them.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const int Wide = 1200;
    private const int Narrow = 420;

    /// <summary>What is looked at: sections, drawings, ink on charts, and texts that one cannot read against their ground.</summary>
    private const string Look = """
        JSON.stringify((function () {
          var rgb = function (text) { return (text.match(/[\d.]+/g) || []).map(Number); };
          var light = function (color) {
            var parts = color.slice(0, 3).map(function (c) { c /= 255; return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); });
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
          };
          var ground = function (element) {
            for (; element; element = element.parentElement) {
              var color = rgb(getComputedStyle(element).backgroundColor);
              if (color.length === 3 || color[3] > 0) { return color; }
            }
            return [255, 255, 255];
          };
          var faint = Array.from(document.querySelectorAll("body *")).filter(function (element) {
            var own = Array.from(element.childNodes).some(function (node) { return node.nodeType === 3 && node.textContent.trim(); });
            if (!own || element.closest("svg,script,style") || !element.offsetHeight) { return false; }
            var a = light(rgb(getComputedStyle(element).color)), b = light(ground(element));
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
          }).map(function (element) { return element.outerHTML.slice(0, 80); });
          var ink = function (canvas) {
            var data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, count = 0;
            for (var i = 3; i < data.length; i += 4) { if (data[i]) { count++; } }
            return count;
          };
          return {
            sections: Array.from(document.querySelectorAll("section")).map(function (s) { return { id: s.id, height: s.offsetHeight, text: s.innerText.trim().length }; }),
            charts: document.querySelectorAll("[data-chart]").length,
            ink: Array.from(document.querySelectorAll("[data-chart] canvas")).map(ink),
            drawings: Array.from(document.querySelectorAll("svg")).map(function (s) { var b = s.getBoundingClientRect(); return Math.min(b.width, b.height); }),
            unnamed: document.querySelectorAll("svg:not([aria-label]):not(:has(title))").length,
            headless: document.querySelectorAll("table:not(.u-legend):not(:has(th[scope]))").length,
            outside: document.documentElement.scrollWidth - innerWidth,
            ground: light(rgb(getComputedStyle(document.body).backgroundColor)),
            faint: faint
          };
        })())
        """;

    private readonly CommandLine line = new();

    [NeedsFact(Need.OnnxRuntime, Need.Browser)]
    public async Task ACompressionShowsEverything()
    {
        SmallRuns.FineTune(line, "r.json");
        await AssertShownAsync("r.json", charts: 3, "summary", "what-next", "layers--before-and-after", "plan", "frontier--predicted", "candidates",
            "predicted-against-measured", "quality-with-intervals", "fine-tuning", "checks", "environment", "how-to-reproduce");
    }

    [NeedsFact(Need.OnnxRuntime, Need.Browser)]
    public async Task ANarrowingShowsEverything()
    {
        SmallRuns.Prune(line, "r.json");
        await AssertShownAsync("r.json", charts: 0, "summary", "what-next", "groups-of-channels", "quality-with-intervals", "checks", "environment", "how-to-reproduce");
    }

    [NeedsFact(Need.OnnxRuntime, Need.Browser)]
    public async Task ThePageObeysItsButtonAndTheKeyboard()
    {
        SmallRuns.Compress(line, "r.html");
        await browser.OpenAsync(line["r.html"], isDark: false, Wide);

        Assert.Equal("Theme: automatic", await browser.AskForAsync("document.getElementById('theme').textContent"));
        Assert.Equal("Theme: dark", await browser.AskForAsync("(function (b) { b.click(); b.click(); return b.textContent; })(document.getElementById('theme'))"));
        Assert.Equal("dark", await browser.AskForAsync("getComputedStyle(document.documentElement).colorScheme"));
        Assert.StartsWith("1. stem (3x3, 3 to 4): ", await browser.AskForAsync("""
            (function (map) {
              map.querySelector(".scroll").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
              return map.querySelector(".info").textContent;
            })(document.querySelector("figure.map"))
            """), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    public void Dispose() => line.Dispose();

    private async Task AssertShownAsync(string report, int charts, params string[] sections)
    {
        Assert.Equal(ExitCode.Done, line.Run("report", line[report], "-o", line["page.html"]));
        foreach (var (isDark, width) in new[] { (false, Wide), (true, Wide), (false, Narrow) })
        {
            await browser.OpenAsync(line["page.html"], isDark, width);
            var seen = JsonDocument.Parse(await browser.AskForAsync(Look)).RootElement;

            Assert.Empty(browser.Complaints);
            Assert.Equal(sections, seen.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("id").GetString()));
            Assert.All(seen.GetProperty("sections").EnumerateArray(), section =>
                Assert.True(section.GetProperty("height").GetInt32() > 40 && section.GetProperty("text").GetInt32() > 10, $"{section}"));
            Assert.Equal(charts, seen.GetProperty("charts").GetInt32());
            Assert.Equal(charts, seen.GetProperty("ink").GetArrayLength());
            Assert.All(seen.GetProperty("ink").EnumerateArray(), ink => Assert.True(ink.GetInt32() > 1000, $"{ink}"));
            Assert.NotEqual(0, seen.GetProperty("drawings").GetArrayLength());
            Assert.All(seen.GetProperty("drawings").EnumerateArray(), size => Assert.True(size.GetDouble() > 20, $"{size}"));
            Assert.Equal((0, 0), (seen.GetProperty("unnamed").GetInt32(), seen.GetProperty("headless").GetInt32()));
            Assert.True(seen.GetProperty("outside").GetInt32() <= 0, $"{seen.GetProperty("outside")} pixels stand out at {width}");
            Assert.Equal(isDark, seen.GetProperty("ground").GetDouble() < 0.5);
            Assert.Empty(seen.GetProperty("faint").EnumerateArray().Select(text => text.GetString()));
        }
    }
}
