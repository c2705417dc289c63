using System.Globalization;

namespace DepthCompress.Passes.Width;

/// <summary>The layout of one convolution. Together with the masks it determines the packed layer.</summary>
/// <param name="Form">Any but <see cref="PackLayout.Measured"/>.</param>
/// <param name="Branches">Into how many branches the filters are divided; the closest are merged until no more are left.</param>
/// <param name="Alignment">Channels that a branch reads are filled up to a multiple of this, as long as there are any.</param>
/// <param name="Restores">Whether a union leaves out dead filters and puts the others back in place behind, instead of computing
/// zeros.</param>
public sealed record LayerLayout(PackLayout Form, int Branches = 1, int Alignment = 1, bool Restores = false)
{
    /// <summary>The layout of a layer that is not packed.</summary>
    public static LayerLayout Dense { get; } = new(PackLayout.Dense);

    /// <summary>Reads what <see cref="ToString"/> writes; null where it is no layout.</summary>
    public static LayerLayout? Parse(string text)
    {
        var parts = text.Split(' ');
        if (!Enum.TryParse<PackLayout>(parts[0], ignoreCase: true, out var form) || form is PackLayout.Measured || char.IsDigit(text[0]))
        {
            return null;
        }

        var layout = new LayerLayout(form);
        foreach (var part in parts.Skip(1))
        {
            var number = int.TryParse(part.Trim('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : 0;
            layout = part == "restored" ? layout with { Restores = true }
                : number < 1 ? null
                : part[0] == '/' ? layout with { Alignment = number }
                : layout with { Branches = number };
            if (layout is null)
            {
                return null;
            }
        }

        return layout;
    }

    /// <summary>
    /// The form, then what differs from its simplest case: <c>split 3 /8</c> is of three branches filled up to multiples of 8.
    /// </summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}{(Branches > 1 ? $" {Branches}" : "")}{(Alignment > 1 ? $" /{Alignment}" : "")}{(Restores ? " restored" : "")}");

    private string Name => Form switch
    {
        PackLayout.Dense => "dense",
        PackLayout.Union => "union",
        PackLayout.Split => "split",
        PackLayout.Grouped => "grouped",
        _ => "measured",
    };
}
