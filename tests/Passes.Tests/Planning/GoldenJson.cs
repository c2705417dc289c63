using System.Text.Json;
using DepthCompress.Passes.Planning;

namespace DepthCompress.Passes.Tests;

/// <summary>What the golden files are made of, as our types.</summary>
internal static class GoldenJson
{
    extension(JsonElement json)
    {
        internal string Id => json.Text("id");

        internal NormalizeOver Norm => Enum.Parse<NormalizeOver>(json.Text("norm"), ignoreCase: true);

        internal string Text(string name) => json.GetProperty(name).GetString()!;

        internal int Int(string name) => json.GetProperty(name).GetInt32();

        internal double Number(string name) => json.GetProperty(name).GetDouble();

        internal bool Flag(string name) => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

        internal IEnumerable<JsonElement> Items(string name) => json.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

        internal int[] Ints(string name) => [.. json.Items(name).Select(item => item.GetInt32())];

        internal Segment[] Segments(string name) => [.. json.Items(name).Select(item => item.AsSegment())];

        internal Segment AsSegment() => new(json[0].GetInt32(), json[1].GetInt32());

        internal int[] AsInts() => [.. json.EnumerateArray().Select(item => item.GetInt32())];

        /// <summary>Rows [st, end, time], [st, end, time, cuts] or [st, end, time, score].</summary>
        internal ImmutableArray<SegmentLatency> Latencies(string name) =>
        [
            .. json.Items(name).Select(row => new SegmentLatency(row.AsSegment(), row[2].GetDouble())
            {
                Cuts = row.GetArrayLength() > 3 && row[3].ValueKind is JsonValueKind.Array ? [.. row[3].AsInts()] : [],
            }),
        ];

        /// <summary>Rows [st, end, st_act, end_act, value] or with cuts; <paramref name="skip"/> columns before them.</summary>
        internal ImmutableArray<BlockImportance> Importances(string name, int skip = 0) =>
        [
            .. json.Items(name).Select(row => new BlockImportance(
                new Segment(row[skip].GetInt32(), row[skip + 1].GetInt32()),
                row[skip + 2].GetInt32() == 1,
                row[skip + 3].GetInt32() == 1,
                row[skip + 4].GetDouble())
            {
                Cuts = row.GetArrayLength() > skip + 5 ? [.. row[skip + 5].AsInts()] : [],
            }),
        ];

        /// <summary>Rows [st, end, ker, str, is_dw, time, importance, conv_comb].</summary>
        internal ImmutableArray<KernelRow> KernelRows(string name) =>
        [
            .. json.Items(name).Select(row => new KernelRow(
                row.AsSegment(),
                row[2].GetInt32(),
                row[3].GetInt32(),
                row[4].GetBoolean(),
                row[5].GetDouble(),
                row[6].GetDouble(),
                [.. row[7].AsInts()])),
        ];
    }
}
