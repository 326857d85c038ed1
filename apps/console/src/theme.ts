import { type ThemeConfig } from 'antd';

/** Ink on paper: little colour, so that the colours of states stand out. styles.css has the same values as variables. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#1d4f8c',
    colorText: '#1c2430',
    colorTextSecondary: '#56606e',
    colorTextPlaceholder: '#6c7684',
    colorBorder: '#c9d0d9',
    colorBorderSecondary: '#e1e5ea',
    colorBgLayout: '#f3f5f8',
    borderRadius: 3,
    fontSize: 13,
    controlHeight: 30,
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
    fontFamily: "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif",
  },
  components: {
    Table: { headerBg: '#eef1f5', headerColor: '#46505e', cellPaddingBlockSM: 6, cellPaddingInlineSM: 10, rowHoverBg: '#f6f8fb' },
    Tabs: { horizontalItemPadding: '9px 2px', horizontalItemGutter: 26, horizontalMargin: '0' },
    Modal: { titleFontSize: 15 },
  },
};
