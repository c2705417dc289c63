using System.Security.Cryptography;
using System.Text;
using DepthCompress.Passes.Planning;
using DepthCompress.Passes.Width;

namespace DepthCompress;

/// <summary>
/// Names a plan by its decisions. The settings it carries do not count: whoever realizes it may add to them. Neither do the
/// folders in which images lay (a model carries its plan without them), comments and blanks.
/// </summary>
internal static class PlanDigest
{
    /// <summary>Of a plan of segments.</summary>
    internal static string Of(CompressionPlan plan) => Of(PlanFile.Format(Shipping.Of(plan) with { Configuration = null }));

    /// <summary>Of a plan of channels.</summary>
    internal static string Of(WidthPlan plan) => Of(WidthPlanFile.Format(Shipping.Of(plan) with { Configuration = null }));

    /// <summary>Of a file that holds either.</summary>
    /// <exception cref="GraphIR.DiagnosticException">It cannot be read, or is no plan.</exception>
    internal static string OfFile(string path)
    {
        var text = Outputs.ReadText(path);
        return WidthPlanFile.IsOne(text) ? Of(WidthPlanFile.Parse(text, path)) : Of(PlanFile.Parse(text, path));
    }

    private static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
