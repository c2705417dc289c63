namespace DepthCompress.Fuzz;

/// <summary>Makes a file smaller as long as it fares as before.</summary>
internal static class Minimizer
{
    /// <summary>Leaves out ever smaller pieces, then makes bytes zero.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="isSame">Whether a smaller one fares as this one does.</param>
    /// <param name="trials">At most so many are tried.</param>
    public static byte[] Run(byte[] bytes, Func<byte[], bool> isSame, int trials)
    {
        for (var size = Math.Max(1, bytes.Length / 2); size >= 1; size /= 2)
        {
            for (var at = 0; at < bytes.Length && trials > 0;)
            {
                byte[] shorter = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + size))];
                trials--;
                if (isSame(shorter))
                {
                    bytes = shorter;
                }
                else
                {
                    at += size;
                }
            }
        }

        return bytes;
    }
}
