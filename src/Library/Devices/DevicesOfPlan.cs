using System.Text.Json;
using DepthCompress.Passes.Planning;
using DepthCompress.Report;

namespace DepthCompress;

/// <summary>The devices of a plan, a line for each; nothing for a plan of one machine.</summary>
internal static class DevicesOfPlan
{
    /// <summary>A part of a latency: <c>66.7%</c>.</summary>
    internal static string Percent(double part) => Figures.Text(100 * part, "0.0'%'");

    /// <summary>For people.</summary>
    internal static void Tell(Session session, CompressionPlan plan)
    {
        if (plan.Devices is not { IsDefaultOrEmpty: false } devices)
        {
            return;
        }

        session.Say();
        session.Say($"devices, predicted (objective {plan.Objective}):");
        var table = new TextTable("device", ">original", ">planned", ">speed-up", ">budget", ">weight", "measured on");
        foreach (var device in devices)
        {
            table.Add(device.Name, Figures.Milliseconds(device.OriginalMilliseconds), Figures.Milliseconds(device.PredictedMilliseconds),
                Figures.Speedup(device.OriginalMilliseconds / device.PredictedMilliseconds),
                device.BudgetMilliseconds is { } budget ? Figures.Milliseconds(budget) : "",
                device.Weight is { } weight ? Figures.Text(weight, "0.###") : "", $"{device.Machine.Device}, {device.Machine.Threads} thread(s)");
        }

        table.WriteTo(session);
    }

    /// <summary>As JSON: <c>objective</c> and <c>devices</c>.</summary>
    internal static void Write(Utf8JsonWriter json, CompressionPlan? plan)
    {
        if (plan?.Devices is not { IsDefaultOrEmpty: false } devices)
        {
            return;
        }

        json.WriteString("objective", plan.Objective);
        json.WriteStartArray("devices");
        foreach (var device in devices)
        {
            json.WriteStartObject();
            json.WriteString("name", device.Name);
            json.WriteString("device", device.Machine.Device);
            json.WriteNumber("threads", device.Machine.Threads);
            json.WriteFinite("originalMs", device.OriginalMilliseconds);
            json.WriteFinite("predictedMs", device.PredictedMilliseconds);
            json.WriteFinite("speedup", device.OriginalMilliseconds / device.PredictedMilliseconds);
            if (device.BudgetMilliseconds is { } budget)
            {
                json.WriteFinite("budgetMs", budget);
            }

            if (device.Weight is { } weight)
            {
                json.WriteFinite("weight", weight);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
