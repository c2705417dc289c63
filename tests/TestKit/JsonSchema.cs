using System.Text.Json;
using System.Text.RegularExpressions;

namespace DepthCompress.TestKit;

/// <summary>Checks JSON against one of the schemas in docs/schemas. It knows the words that those use, and refuses any other.</summary>
public sealed class JsonSchema
{
    private static readonly HashSet<string> Remarks = ["$schema", "title", "description", "$defs", "properties", "required", "additionalProperties", "default", "examples"];
    private readonly string folder = Path.Combine(RepositoryRoot.Path, "docs", "schemas");
    private readonly Dictionary<string, JsonElement> files = [];
    private readonly List<string> problems = [];

    private JsonSchema()
    {
    }

    /// <summary>What is wrong with a text, a line each; empty where it is what the schema says.</summary>
    public static IReadOnlyList<string> Problems(string json, string file)
    {
        using var document = JsonDocument.Parse(json);
        var schema = new JsonSchema();
        schema.Check(document.RootElement, schema.Open(file), file, "");
        return schema.problems;
    }

    private void Check(JsonElement value, JsonElement schema, string file, string place)
    {
        if (schema.ValueKind is JsonValueKind.False)
        {
            problems.Add($"{place} must not be there");
        }

        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var word in schema.EnumerateObject().Where(word => !Remarks.Contains(word.Name)))
        {
            if (WhyNot(value, word.Name, word.Value, file, place) is { } problem)
            {
                problems.Add($"{place}: {problem}");
            }
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            CheckObject(value, schema, file, place);
        }
    }

    private string? WhyNot(JsonElement value, string word, JsonElement rule, string file, string place) => word switch
    {
        "type" => Names(rule).Any(name => IsOf(value, name)) ? null : $"{value.ValueKind} is not {rule}",
        "const" => JsonElement.DeepEquals(value, rule) ? null : $"{value} is not {rule}",
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(value, one)) ? null : $"{value} is none of {rule}",
        "minimum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() >= rule.GetDouble() ? null : $"{value} < {rule}",
        "maximum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() <= rule.GetDouble() ? null : $"{value} > {rule}",
        "exclusiveMinimum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() > rule.GetDouble() ? null : $"{value} <= {rule}",
        "exclusiveMaximum" => value.ValueKind is not JsonValueKind.Number || value.GetDouble() < rule.GetDouble() ? null : $"{value} >= {rule}",
        "pattern" => value.ValueKind is not JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!) ? null : $"{value} is not like {rule}",
        "minItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32() ? null : $"fewer than {rule}",
        "maxItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32() ? null : $"more than {rule}",
        "uniqueItems" => null,
        "items" or "prefixItems" => CheckItems(value, word, rule, file, place),
        "allOf" => CheckAll(value, rule, file, place),
        "anyOf" => rule.EnumerateArray().Any(one => Fits(value, one, file)) ? null : $"it fits none of {rule.GetArrayLength()} forms",
        "not" => Fits(value, rule, file) ? $"it fits {rule}, which it must not" : null,
        "$ref" => Follow(value, rule.GetString()!, file, place),
        "oneOf" => rule.EnumerateArray().Count(one => Fits(value, one, file)) == 1 ? null : $"it fits another number of {rule.GetArrayLength()} forms than one",
        _ => throw new NotSupportedException($"a schema says '{word}', which is not checked"),
    };

    private string? CheckItems(JsonElement value, string word, JsonElement rule, string file, string place)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (word == "items" || index < rule.GetArrayLength())
                {
                    Check(item, word == "items" ? rule : rule[index], file, $"{place}[{index}]");
                }

                index++;
            }
        }

        return null;
    }

    private string? CheckAll(JsonElement value, JsonElement rules, string file, string place)
    {
        foreach (var rule in rules.EnumerateArray())
        {
            Check(value, rule, file, place);
        }

        return null;
    }

    private void CheckObject(JsonElement value, JsonElement schema, string file, string place)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            problems.AddRange(Names(required).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place}.{name} is missing"));
        }

        var isOpen = !schema.TryGetProperty("additionalProperties", out var others);
        var known = schema.TryGetProperty("properties", out var properties);
        foreach (var property in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(property.Name, out var inner))
            {
                Check(property.Value, inner, file, $"{place}.{property.Name}");
            }
            else if (!isOpen)
            {
                Check(property.Value, others, file, $"{place}.{property.Name}");
            }
        }
    }

    private string? Follow(JsonElement value, string target, string file, string place)
    {
        var parts = target.Split('#');
        var name = parts[0].Length == 0 ? file : parts[0];
        var schema = Open(name);
        foreach (var step in parts.Length > 1 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            schema = schema.GetProperty(step);
        }

        Check(value, schema, name, place);
        return null;
    }

    private bool Fits(JsonElement value, JsonElement schema, string file)
    {
        var before = problems.Count;
        Check(value, schema, file, "");
        var fits = problems.Count == before;
        problems.RemoveRange(before, problems.Count - before);
        return fits;
    }

    private JsonElement Open(string file) => files.TryGetValue(file, out var known) ? known
        : files[file] = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;

    private static IEnumerable<string> Names(JsonElement names) =>
        names.ValueKind is JsonValueKind.Array ? names.EnumerateArray().Select(name => name.GetString()!) : [names.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind is JsonValueKind.Null,
        _ => throw new NotSupportedException($"a schema names the type '{type}'"),
    };
}
