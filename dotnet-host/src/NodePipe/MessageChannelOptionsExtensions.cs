namespace NodePipe;

/// <summary>Options of a channel that are set like any property, and that no file of configuration can hold.</summary>
public static class MessageChannelOptionsExtensions
{
    extension(MessageChannelOptions options)
    {
        /// <summary>How frames are told apart; the other side must use the same. Default: <see cref="MessageFraming.Lines"/>.</summary>
        public MessageFraming Framing
        {
            get => options.FrameForm;
            set => options.FrameForm = value;
        }
    }
}
