using System.Globalization;
using System.Text.Json;

namespace DepthCompress.Tool.Tests.Gates;

/// <summary>What the JSON schema of SARIF 2.1.0 demands of the objects that we write: their properties, those required, types, values.</summary>
internal static class SarifSchema
{
    private static readonly string[] Levels = ["none", "note", "warning", "error"];

    internal static void Check(string text)
    {
        using var document = JsonDocument.Parse(text);
        var log = document.RootElement;
        Has(log, ["version", "runs"], ["$schema"]);
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Absolute(log.GetProperty("$schema"));
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        Has(run, ["tool"], ["results", "invocations", "originalUriBaseIds", "automationDetails", "columnKind"]);
        Assert.True(run.GetProperty("columnKind").GetString() is "utf16CodeUnits" or "unicodeCodePoints");
        Has(run.GetProperty("automationDetails"), [], ["id"]);
        Has(run.GetProperty("tool"), ["driver"], []);
        var driver = run.GetProperty("tool").GetProperty("driver");
        Has(driver, ["name"], ["version", "rules"]);
        string[] rules = [.. driver.GetProperty("rules").EnumerateArray().Select(Rule)];
        Assert.Equal(rules.Length, rules.Distinct().Count());
        Assert.All(run.GetProperty("invocations").EnumerateArray(), Invocation);
        var bases = run.GetProperty("originalUriBaseIds").EnumerateObject().ToArray();
        Assert.All(bases, entry =>
        {
            Has(entry.Value, [], ["uri"]);
            Absolute(entry.Value.GetProperty("uri"));
            Assert.EndsWith("/", entry.Value.GetProperty("uri").GetString(), StringComparison.Ordinal);
        });
        Assert.All(run.GetProperty("results").EnumerateArray(), result => Result(result, rules, [.. bases.Select(entry => entry.Name)]));
    }

    private static string Rule(JsonElement rule)
    {
        Has(rule, ["id"], ["shortDescription", "help", "defaultConfiguration"]);
        Message(rule.GetProperty("shortDescription"));
        Message(rule.GetProperty("help"));
        Has(rule.GetProperty("defaultConfiguration"), [], ["level"]);
        Assert.Contains(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(), Levels);
        return rule.GetProperty("id").GetString()!;
    }

    private static void Invocation(JsonElement invocation)
    {
        Has(invocation, ["executionSuccessful"], ["exitCode", "startTimeUtc", "endTimeUtc"]);
        Assert.True(invocation.GetProperty("executionSuccessful").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.True(invocation.GetProperty("exitCode").TryGetInt32(out _));
        foreach (var name in new[] { "startTimeUtc", "endTimeUtc" })
        {
            Assert.True(DateTimeOffset.TryParseExact(invocation.GetProperty(name).GetString(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));
        }
    }

    private static void Result(JsonElement result, string[] rules, string[] bases)
    {
        Has(result, ["message"], ["ruleId", "ruleIndex", "level", "locations", "partialFingerprints"]);
        Message(result.GetProperty("message"));
        Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]);
        Assert.Contains(result.GetProperty("level").GetString(), Levels);
        Assert.All(result.GetProperty("partialFingerprints").EnumerateObject(), entry => Assert.Equal(JsonValueKind.String, entry.Value.ValueKind));
        Assert.All(result.GetProperty("locations").EnumerateArray(), location =>
        {
            Has(location, [], ["physicalLocation", "logicalLocations"]);
            var place = location.GetProperty("physicalLocation");
            Has(place, ["artifactLocation"], ["region"]);
            Assert.True(place.GetProperty("region").GetProperty("startLine").GetInt32() >= 1);
            var artifact = place.GetProperty("artifactLocation");
            Has(artifact, [], ["uri", "uriBaseId"]);
            Assert.True(Uri.IsWellFormedUriString(artifact.GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute));
            if (artifact.TryGetProperty("uriBaseId", out var id))
            {
                Assert.Contains(id.GetString(), bases);
            }
            else
            {
                Absolute(artifact.GetProperty("uri"));
            }
        });
    }

    private static void Message(JsonElement message)
    {
        Has(message, [], ["text"]);
        Assert.False(string.IsNullOrEmpty(message.GetProperty("text").GetString()));
    }

    private static void Absolute(JsonElement uri) => Assert.True(Uri.TryCreate(uri.GetString(), UriKind.Absolute, out _), uri.GetString());

    private static void Has(JsonElement element, string[] required, string[] optional)
    {
        string[] names = [.. element.EnumerateObject().Select(property => property.Name)];
        Assert.Empty(required.Except(names));
        Assert.Empty(names.Except(required).Except(optional));
    }
}
